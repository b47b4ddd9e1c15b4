import type { z } from 'zod';
import type { ApiError } from '../contract/index.ts';

/** An answer that is an error, thrown from where it is noticed. Its words go to the caller as they are. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly status: number;
  readonly body: ApiError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    error: string,
    extra: { details?: ApiError['details']; headers?: Record<string, string> } = {},
  ) {
    super(`${status} ${code}: ${error}`);
    this.status = status;
    this.body = { error, code, ...(extra.details && { details: extra.details }) };
    this.headers = extra.headers ?? {};
  }
}

/** `value` as `schema` has it. @throws ApiProblem 422 that names each wrong field */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.join('.') || (issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : 'body'),
    message: issue.message,
  }));
  const first = details[0];
  throw new ApiProblem(
    422,
    'validation_failed',
    first ? `${first.field}: ${first.message}` : 'The input is not valid',
    {
      details,
    },
  );
}
