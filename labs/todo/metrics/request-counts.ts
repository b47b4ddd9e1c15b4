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

/** Where what was counted is not what was sent, in the order of the kinds. */
export function differences(sent: RequestCounts, counted: RequestCounts): readonly Difference[] {
  return [...new Set([...sent.keys(), ...counted.keys()])]
    .sort()
    .map((kind) => ({ kind, sent: sent.get(kind) ?? 0, counted: counted.get(kind) ?? 0 }))
    .filter((one) => one.sent !== one.counted);
}

/** The same counts with the status left out, to see whether only the status is wrong. */
export function withoutStatus(counts: RequestCounts): RequestCounts {
  const merged = new Map<string, number>();
  for (const [kind, count] of counts) {
    const key = kind.slice(0, kind.lastIndexOf(' '));
    merged.set(key, (merged.get(key) ?? 0) + count);
  }
  return merged;
}

/** The first differences as two lists that can be laid side by side. */
export function shown(all: readonly Difference[], limit = 4): { expected: string; received: string } {
  const first = all.slice(0, limit);
  const rest = all.length > limit ? ', …' : '';
  const list = (count: (one: Difference) => number) =>
    first.map((one) => `${one.kind}: +${count(one)}`).join(', ') + rest;
  return { expected: list((one) => one.sent), received: list((one) => one.counted) };
}
