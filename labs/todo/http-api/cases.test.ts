import { Random } from 'orkestr/lab';
import { expect, it } from 'vitest';
import { errorCases } from './status-cases.ts';
import { badRequests } from './validation-cases.ts';

it('replays the same bad requests from the same seed', () => {
  const once = badRequests(new Random(7, 'x'), 3);
  expect(badRequests(new Random(7, 'x'), 3)).toEqual(once);
  expect(badRequests(new Random(8, 'x'), 3)).not.toEqual(once);
});

it('has the twenty bad requests and twelve errors that the page promises', () => {
  expect(badRequests(new Random(1, 'x'), 3).length).toBeGreaterThanOrEqual(20);
  expect(errorCases(new Random(1, 'x'), 3).length).toBeGreaterThanOrEqual(12);
});
