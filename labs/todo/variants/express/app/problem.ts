/** An answer that says no. `headers` go with it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly { field: string; message: string }[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: Problem['details']; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = more.details;
    this.headers = more.headers ?? {};
  }
}

/** No task has this id. */
export const taskNotFound = (id: number) => new Problem(404, 'task_not_found', `Task ${id} does not exist`);

/** The database gave no session or no answer in time, or is not there. */
export const databaseUnavailable = () =>
  new Problem(503, 'database_unavailable', 'Service Unavailable: please repeat the request', {
    headers: { 'Retry-After': '1' },
  });
