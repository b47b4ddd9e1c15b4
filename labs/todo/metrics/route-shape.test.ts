import { expect, test } from 'vitest';
import { routeShape } from './route-shape.ts';

test.each([
  ['/tasks/:id', '/tasks/{}'],
  ['/tasks/:id/complete', '/tasks/{}/complete'],
  ['/tasks/{id}', '/tasks/{}'],
  ['/tasks/{task_id:[0-9]+}/', '/tasks/{}'],
  ['GET /tasks/{id}', '/tasks/{}'],
  ['/tasks/<int:id>', '/tasks/{}'],
  ['/tasks/[id]', '/tasks/{}'],
  ['/tasks/$id', '/tasks/{}'],
  ['/tasks/', '/tasks'],
  ['/tasks', '/tasks'],
  ['/', '/'],
  ['unmatched', 'unmatched'],
  ['/tasks/42', '/tasks/42'],
])('%s is %s', (route, shape) => {
  expect(routeShape(route)).toBe(shape);
});
