import type { MetricsSnapshot } from 'orkestr/lab';
import { routeShape } from './route-shape.ts';

/** How many requests, by `GET /tasks/{} 200`. */
export type RequestCounts = ReadonlyMap<string, number>;

/** One kind of request whose count is not what it should be. */
export interface Difference {
  kind: string;
  sent: number;
  counted: number;
}

const operational = ['/live', '/ready', '/health', '/metrics'];

/** The key of one kind of request. */
export function kindOf(method: string, route: string, status: number | string): string {
  return `${method.toUpperCase()} ${routeShape(route)} ${status}`;
}

/** What `http_requests_total` says, without the operational calls: others than the grader make those too. */
export function countedRequests(snapshot: MetricsSnapshot): RequestCounts {
  const counts = new Map<string, number>();
  for (const { labels, value } of snapshot.samples('http_requests_total')) {
    const { method = '', route = '', status = '' } = labels;
    if (operational.includes(routeShape(route))) continue;
    const kind = kindOf(method, route, status);
    counts.set(kind, (counts.get(kind) ?? 0) + value);
  }
  return counts;
}

/** How much each kind grew from `before` to `after`; those that did not are left out. */
export function growth(before: RequestCounts, after: RequestCounts): RequestCounts {
  const grown = new Map<string, number>();
  for (const kind of new Set([...before.keys(), ...after.keys()])) {
    const by = (after.get(kind) ?? 0) - (before.get(kind) ?? 0);
    if (by !== 0) grown.set(kind, by);
  }
  return grown;
}

/** Where what was counted is not what was sent; kinds that were sent come first. */
export function differences(sent: RequestCounts, counted: RequestCounts): readonly Difference[] {
  return [...new Set([...sent.keys(), ...counted.keys()])]
    .sort()
    .map((kind) => ({ kind, sent: sent.get(kind) ?? 0, counted: counted.get(kind) ?? 0 }))
    .filter((one) => one.sent !== one.counted)
    .sort((a, b) => Number(b.sent > 0) - Number(a.sent > 0));
}

/** The same counts by `GET /tasks/{}`, to see whether only the status is wrong. */
export function withoutStatus(counts: RequestCounts): RequestCounts {
  return merged(counts, (kind) => kind.slice(0, kind.lastIndexOf(' ')));
}

/** The same counts by `GET 404`, where routes do not matter. */
export function withoutRoute(counts: RequestCounts): RequestCounts {
  return merged(counts, (kind) => kind.replace(/ .* /, ' '));
}

function merged(counts: RequestCounts, keyOf: (kind: string) => string): RequestCounts {
  const sums = new Map<string, number>();
  for (const [kind, count] of counts) sums.set(keyOf(kind), (sums.get(keyOf(kind)) ?? 0) + count);
  return sums;
}

/** The first differences as two lists that can be laid side by side. */
export function shown(all: readonly Difference[], limit = 4): { expected: string; received: string } {
  // What was sent and what was counted instead belong side by side.
  const half = all.filter((one) => one.sent > 0).slice(0, Math.ceil(limit / 2));
  const first = [...half, ...all.filter((one) => !half.includes(one)).reverse()].slice(0, limit);
  const rest = all.length > limit ? ', …' : '';
  const list = (count: (one: Difference) => number) =>
    first.map((one) => `${one.kind}: +${count(one)}`).join(', ') + rest;
  return { expected: list((one) => one.sent), received: list((one) => one.counted) };
}
