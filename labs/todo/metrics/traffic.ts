import type { CheckContext, HttpAnswer, HttpRequest, Random } from 'orkestr/lab';

/** A request with what the contract calls its route. */
export interface Planned extends HttpRequest {
  route: string;
}

/** A planned request and what came of it. */
export interface Sent {
  planned: Planned;
  answer: HttpAnswer;
}

/** Sends them all, at most ten at a time, and waits for every answer. */
export async function sendAll(
  check: Pick<CheckContext, 'service'>,
  requests: readonly Planned[],
  clients = 10,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let next = 0;
  const client = async () => {
    for (let index = next++; index < requests.length; index = next++) {
      const planned = requests[index] as Planned;
      const { route: _, ...request } = planned;
      sent.push({ planned, answer: await check.service.request({ quiet: true, ...request }) });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return sent;
}

/** A task that is made. */
export function creation(random: Random): Planned {
  return { method: 'POST', path: '/tasks', route: '/tasks', json: { title: `task ${random.word()}` } };
}

/**
 * `count` calls over the whole of the API on tasks that are there: good ones, unknown ids, bad bodies, unknown paths, in an
 * order drawn from the seed. Each task is completed or deleted at most once.
 */
export function mixedTraffic(random: Random, ids: readonly number[], count: number): readonly Planned[] {
  const [completed, deleted, kept] = thirds(random.shuffle(ids));
  const endings: Planned[] = [
    ...completed.map((id) => on(id, 'POST', '/complete')),
    ...deleted.map((id) => on(id, 'DELETE')),
  ];
  const ordinary = Array.from({ length: count - endings.length }, () => ordinaryCall(random, kept));
  return random.shuffle([...endings, ...ordinary]);
}

function thirds(ids: readonly number[]): [number[], number[], number[]] {
  const third = Math.floor(ids.length / 3);
  return [ids.slice(0, third), ids.slice(third, 2 * third), ids.slice(2 * third)];
}

function on(id: number | string, method: string, rest = '', json?: unknown): Planned {
  const body = json === undefined ? {} : { json };
  return { method, path: `/tasks/${id}${rest}`, route: `/tasks/{}${rest}`, ...body };
}

function ordinaryCall(random: Random, ids: readonly number[]): Planned {
  const id = random.pick(ids);
  const calls: (() => Planned)[] = [
    () => ({ method: 'GET', path: `/tasks?limit=${random.integer(1, 20)}`, route: '/tasks' }),
    () => on(id, 'GET'),
    () => on(id, 'PATCH', '', { priority: random.integer(1, 5) }),
    () => on(id, 'PATCH', '', { priority: 9 }),
    () => on(unknownId(random), 'GET'),
    () => on(unknownId(random), 'DELETE'),
    () => on(random.word(), 'GET'),
    () => ({ method: 'POST', path: '/tasks', route: '/tasks', json: { title: '' } }),
    () => ({
      method: 'POST',
      path: '/tasks',
      route: '/tasks',
      body: '{"title":',
      headers: { 'content-type': 'application/json' },
    }),
    () => ({ method: 'GET', path: unknownPath(random), route: 'unmatched' }),
  ];
  return random.pick(calls)();
}

/** An id that no task has. */
export function unknownId(random: Random): number {
  return random.integer(1_000_000_000, 9_000_000_000);
}

/** A path that no route has. */
export function unknownPath(random: Random): string {
  return `/${random.word(6)}/${random.word(10)}`;
}

/** Id of the task in an answer's body, or `undefined` when there is none. */
export function idIn(answer: HttpAnswer): number | undefined {
  const body = answer.json();
  const id = typeof body === 'object' && body !== null ? (body as { id?: unknown }).id : undefined;
  return typeof id === 'number' ? id : undefined;
}
