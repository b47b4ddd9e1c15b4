import type { Random } from 'orkestr/lab';

/** A request that must be refused, and the field its refusal has to name; none is asked for when it could be any. */
export interface BadRequest {
  method: 'POST' | 'PATCH' | 'GET';
  path: string;
  json?: unknown;
  field?: string;
}

/** A request at the very edge of what is allowed. */
export interface EdgeRequest {
  method: 'POST' | 'GET';
  path: string;
  json?: unknown;
  status: number;
}

/** Bad bodies and queries; `task` is the id of a task that exists. */
export function badRequests(random: Random, task: number): BadRequest[] {
  const title = `Task ${random.word()}`;
  const pad = ' '.repeat(random.integer(60, 90));
  const create = { method: 'POST', path: '/tasks' } as const;
  const patch = { method: 'PATCH', path: `/tasks/${task}` } as const;
  const bulk = { method: 'POST', path: '/tasks/complete' } as const;
  const list = (query: string) => ({ method: 'GET', path: `/tasks?${query}` }) as const;
  const hundredAndOne = Array.from({ length: 101 }, (_, index) => task + index);
  return [
    { ...create, json: {}, field: 'title' },
    { ...create, json: { title: '' }, field: 'title' },
    { ...create, json: { title: '   ' }, field: 'title' },
    { ...create, json: { title: 'x'.repeat(201) }, field: 'title' },
    { ...create, json: { title: `${pad}${'x'.repeat(201)}` }, field: 'title' },
    { ...create, json: { title: random.integer(1, 999) }, field: 'title' },
    { ...create, json: { title: null }, field: 'title' },
    { ...create, json: { title: `${title}\u0000` }, field: 'title' },
    { ...create, json: { title: `${random.word()}\u0007${random.word()}` }, field: 'title' },
    { ...create, json: { title, priority: 0 }, field: 'priority' },
    { ...create, json: { title, priority: 6 }, field: 'priority' },
    { ...create, json: { title, priority: random.integer(1, 4) + 0.5 }, field: 'priority' },
    { ...create, json: { title, priority: '3' }, field: 'priority' },
    { ...create, json: { title, priority: 2 ** 40 }, field: 'priority' },
    { ...patch, json: {} },
    { ...patch, json: { title: '  ' }, field: 'title' },
    { ...patch, json: { priority: random.pick([-1, 7, 99]) }, field: 'priority' },
    { ...patch, json: { done: 'yes' }, field: 'done' },
    { ...bulk, json: { ids: [] }, field: 'ids' },
    { ...bulk, json: {}, field: 'ids' },
    { ...bulk, json: { ids: [task, task] }, field: 'ids' },
    { ...bulk, json: { ids: hundredAndOne }, field: 'ids' },
    { ...bulk, json: { ids: [random.word()] }, field: 'ids' },
    { ...list('limit=0'), field: 'limit' },
    { ...list('limit=201'), field: 'limit' },
    { ...list(`limit=${random.word()}`), field: 'limit' },
    { ...list('done=maybe'), field: 'done' },
  ];
}

/** What a limit read wrongly would refuse: 200 letters of two bytes each in a frame of spaces, and both ends of each range. */
export function edgeRequests(random: Random): EdgeRequest[] {
  const pad = ' '.repeat(random.integer(60, 90));
  const title = `Task ${random.word()}`;
  return [
    { method: 'POST', path: '/tasks', json: { title: `${pad}${'ж'.repeat(200)}${pad}` }, status: 201 },
    { method: 'POST', path: '/tasks', json: { title: 'x' }, status: 201 },
    { method: 'POST', path: '/tasks', json: { title, priority: 1 }, status: 201 },
    { method: 'POST', path: '/tasks', json: { title, priority: 5 }, status: 201 },
    { method: 'GET', path: '/tasks?limit=1', status: 200 },
    { method: 'GET', path: '/tasks?limit=200', status: 200 },
  ];
}
