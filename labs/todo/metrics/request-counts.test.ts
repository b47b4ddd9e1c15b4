import type { MetricsSnapshot, Sample } from 'orkestr/lab';
import { describe, expect, test } from 'vitest';
import { countedRequests, differences, growth, shown, withoutRoute, withoutStatus } from './request-counts.ts';

const counts = (all: Record<string, number>) => new Map(Object.entries(all));

function snapshotOf(samples: readonly Sample[]): MetricsSnapshot {
  return {
    families: new Map(),
    seriesCount: samples.length,
    samples: (name) => samples.filter((sample) => sample.name === name),
    sum: () => 0,
  };
}

const sample = (labels: Record<string, string>, value: number): Sample => ({
  name: 'http_requests_total',
  labels,
  value,
});

describe('counts of requests', () => {
  test('are by method, shape of the route and status, without the operational calls', () => {
    const snapshot = snapshotOf([
      sample({ method: 'GET', route: '/tasks/:id', status: '200' }, 3),
      sample({ method: 'get', route: '/tasks/{id}', status: '200' }, 1),
      sample({ method: 'GET', route: '/metrics', status: '200' }, 9),
      sample({ method: 'GET', route: 'GET /ready', status: '503' }, 9),
    ]);
    expect(countedRequests(snapshot)).toEqual(counts({ 'GET /tasks/{} 200': 4 }));
  });

  test('grow by differences, also downwards', () => {
    const grown = growth(counts({ a: 1, b: 2, c: 3 }), counts({ a: 1, b: 5, d: 1 }));
    expect(grown).toEqual(counts({ b: 3, c: -3, d: 1 }));
  });

  test('differ where what was counted is not what was sent; what was sent comes first', () => {
    const different = differences(counts({ b: 2, c: 1, d: 7 }), counts({ a: 1, c: 1, d: 6 }));
    expect(different).toEqual([
      { kind: 'b', sent: 2, counted: 0 },
      { kind: 'd', sent: 7, counted: 6 },
      { kind: 'a', sent: 0, counted: 1 },
    ]);
  });

  test('can be merged over status or route', () => {
    const all = counts({ 'GET /a 200': 1, 'GET /a 404': 2, 'GET /b 404': 4 });
    expect(withoutStatus(all)).toEqual(counts({ 'GET /a': 3, 'GET /b': 4 }));
    expect(withoutRoute(all)).toEqual(counts({ 'GET 200': 1, 'GET 404': 6 }));
  });

  test('are shown side by side, what came instead included', () => {
    const sent = Array.from({ length: 5 }, (_, index) => ({ kind: `s${index}`, sent: 1, counted: 0 }));
    const { expected, received } = shown([...sent, { kind: 'x', sent: 0, counted: 5 }], 4);
    expect(expected).toContain('s0: +1');
    expect(received).toContain('x: +5');
    expect(received.endsWith(', …')).toBe(true);
  });
});
