/** One field that is wrong. `field` is the name in the body or the query; `body` for the body as a whole. */
export interface ErrorDetail {
  field: string;
  message: string;
}

/** An answer that is not a success, as an exception: thrown anywhere below a route, answered by the error handler. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** For programs; never changes. The message is for people and may. */
  readonly code: string;
  readonly details?: readonly ErrorDetail[];

  constructor(status: number, code: string, message: string, details?: readonly ErrorDetail[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export const taskNotFound = (details?: readonly ErrorDetail[]) =>
  new ApiError(404, 'task_not_found', 'no such task', details);

export const versionConflict = () =>
  new ApiError(412, 'version_conflict', 'the task has changed since you read it: read it again');

export const routeNotFound = () => new ApiError(404, 'not_found', 'no such address');

export const invalidJson = () => new ApiError(400, 'invalid_json', 'the body is not JSON');

export const validationFailed = (details: readonly ErrorDetail[]) =>
  new ApiError(422, 'validation_failed', 'some fields are wrong', details);
