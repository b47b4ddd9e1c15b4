import type { HttpRequest, Random } from 'orkestr/lab';

/** A mistake of the client, and the answer it must get. */
export interface ErrorCase {
  request: HttpRequest;
  /** Status and code, as pairs: where the contract leaves a choice there are several. */
  answers: readonly (readonly [status: number, code: string])[];
  /** Methods that Allow has to list. */
  allow?: readonly string[];
  /** The failure when a success is answered, or a 5xx: the two that have a sentence of their own. */
  mistake?: 'unknown-id-accepted' | 'malformed-id';
}

/** `task` is the id of a task that exists; the unknown ids lie far beyond it. */
export function errorCases(random: Random, task: number): ErrorCase[] {
  const unknown = task + random.integer(1_000_000, 9_000_000);
  const title = `Task ${random.word()}`;
  const json = { 'content-type': 'application/json' };
  const missing = [[404, 'task_not_found']] as const;
  return [
    { request: { method: 'GET', path: `/${random.word()}/${random.word()}` }, answers: [[404, 'not_found']] },
    { request: { method: 'GET', path: `/tasks/${unknown}` }, answers: missing },
    {
      request: { method: 'PATCH', path: `/tasks/${unknown}`, json: { title } },
      answers: missing,
      mistake: 'unknown-id-accepted',
    },
    { request: { method: 'DELETE', path: `/tasks/${unknown}` }, answers: missing, mistake: 'unknown-id-accepted' },
    {
      request: { method: 'POST', path: `/tasks/${unknown}/complete` },
      answers: missing,
      mistake: 'unknown-id-accepted',
    },
    {
      request: { method: 'GET', path: `/tasks/${random.word()}` },
      answers: [[400, 'invalid_id']],
      mistake: 'malformed-id',
    },
    {
      // More than a BIGINT holds: no task can have this id, or it is no id at all.
      request: { method: 'GET', path: `/tasks/${random.integer(1, 9)}${'0'.repeat(25)}` },
      answers: [[400, 'invalid_id'], ...missing],
      mistake: 'malformed-id',
    },
    {
      request: { method: 'POST', path: '/tasks', body: `{"title": "${title}`, headers: json },
      answers: [[400, 'invalid_json']],
    },
    {
      request: {
        method: 'POST',
        path: '/tasks',
        body: `title=${random.word()}`,
        headers: { 'content-type': 'text/plain' },
      },
      answers: [[415, 'unsupported_media_type']],
    },
    {
      request: { method: 'POST', path: '/tasks', json: { title, note: 'x'.repeat(66_000) } },
      answers: [[413, 'body_too_large']],
    },
    { request: { method: 'GET', path: `/tasks?cursor=${random.word()}` }, answers: [[400, 'invalid_cursor']] },
    {
      request: { method: 'PUT', path: `/tasks/${task}`, json: { title } },
      answers: [[405, 'method_not_allowed']],
      allow: ['GET', 'PATCH', 'DELETE'],
    },
    {
      request: { method: 'DELETE', path: '/tasks' },
      answers: [[405, 'method_not_allowed']],
      allow: ['GET', 'POST'],
    },
  ];
}
