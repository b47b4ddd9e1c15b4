import type { HttpAnswer } from 'orkestr/lab';
import { isObject } from './json.ts';

/** The value of `checks[name]` in an answer of /ready or /health. */
export function checkIn(answer: HttpAnswer, name: string): unknown {
  const body = answer.json();
  return isObject(body) && isObject(body.checks) ? body.checks[name] : undefined;
}

/** Does /ready say yes, as the contract shapes it? Fields besides are free. */
export function saysReady(answer: HttpAnswer): boolean {
  const body = answer.json();
  return (
    answer.status === 200 &&
    isObject(body) &&
    body.ready === true &&
    checkIn(answer, 'database') === 'healthy' &&
    checkIn(answer, 'migrations') === 'healthy'
  );
}

/** What a 200 of /ready looks like. */
export const readyBody = '200 {"ready":true,"checks":{"database":"healthy","migrations":"healthy"}}';
