import { expect, it } from 'vitest';
import { condenseLogLine } from './condense-log-line.ts';

it.each([
  ['{"level":"warn","time":"2026","msg":"request","status":503}', 'warn  request  {…}'],
  ['{"level":"error","request_id":"a","error":"no table","stack":"at x"}', 'error  no table  {…}'],
  ['{"level":50,"err":{"message":"no table"},"msg":"failed"}', 'failed  no table  {…}'],
  ['{"level":"info","port":8080}', '{"level":"info","port":8080}'],
  ['{"msg":', '{"msg":'],
  ['{"msg":{"deep":1}}', '{"msg":{"deep":1}}'],
  ['null', 'null'],
  ['listening on 8080', 'listening on 8080'],
])('%s is read as %s', (line, expected) => {
  expect(condenseLogLine(line)).toBe(expected);
});
