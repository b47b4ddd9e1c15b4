import type { HttpAnswer } from 'orkestr/lab';
import { isObject } from './json.ts';

/** An error as the contract shapes it. */
export interface ErrorBody {
  error: string;
  code: string;
  details: readonly { field: string; message: unknown }[];
}

/** The error in `answer`, or `undefined` when the body is no JSON object with a text `error`. A missing `code` reads as ''. */
export function errorIn(answer: HttpAnswer): ErrorBody | undefined {
  const body = answer.json();
  if (!isObject(body) || typeof body.error !== 'string' || body.error === '') return undefined;
  const details = Array.isArray(body.details) ? body.details : [];
  return {
    error: body.error,
    code: typeof body.code === 'string' ? body.code : '',
    details: details
      .filter(isObject)
      .flatMap(({ field, message }) => (typeof field === 'string' ? [{ field, message }] : [])),
  };
}

/** Does `details` name `field`? `ids[0]`, `ids.0` and `/ids/0` name `ids` as well. */
export function names(body: ErrorBody, field: string): boolean {
  return body.details.some((detail) => detail.field.replace(/^[/.]/, '').split(/[/.[]/)[0] === field);
}
