import type { MetricFamily, MetricsSnapshot, MetricType } from 'orkestr/lab';
import { describe, expect, test } from 'vitest';
import {
  familyOf,
  hasType,
  latencyBounds,
  missingBounds,
  missingLabels,
  requiredMetrics,
  splittingLabels,
} from './required-metrics.ts';

const metric = (name: string) => requiredMetrics.find((one) => one.name === name)!;

function family(name: string, type: MetricType, ...labels: Record<string, string>[]): MetricFamily {
  return { name, type, help: undefined, samples: labels.map((set) => ({ name, labels: set, value: 1 })) };
}

function snapshotOf(...families: MetricFamily[]): MetricsSnapshot {
  const byName = new Map(families.map((one) => [one.name, one]));
  return { families: byName, seriesCount: 0, samples: () => [], sum: () => 0 };
}

describe('a required metric', () => {
  test('is found under its name, and as OpenMetrics calls its family', () => {
    const text = snapshotOf(family('http_requests_total', 'counter'));
    const openmetrics = snapshotOf(family('http_requests', 'counter'), family('build', 'info'));
    expect(familyOf(text, 'http_requests_total')?.type).toBe('counter');
    expect(familyOf(openmetrics, 'http_requests_total')?.type).toBe('counter');
    expect(hasType(familyOf(openmetrics, 'build_info')!, metric('build_info'))).toBe(true);
    expect(familyOf(snapshotOf(family('http_requests', 'gauge')), 'http_requests_total')).toBeUndefined();
  });

  test('may carry a label that is the same on every series', () => {
    const requests = family(
      'http_requests_total',
      'counter',
      { method: 'GET', route: '/tasks', status: '200', service: 'todo' },
      { method: 'POST', route: '/tasks', status: '201', service: 'todo' },
    );
    expect(missingLabels(requests, metric('http_requests_total'))).toEqual([]);
    expect(splittingLabels(requests, metric('http_requests_total'))).toEqual([]);
  });

  test('must not be split by another label, nor lack one of its own', () => {
    const requests = family(
      'http_requests_total',
      'counter',
      { method: 'GET', route: '/tasks', client: 'a' },
      { method: 'GET', route: '/tasks', client: 'b' },
    );
    expect(missingLabels(requests, metric('http_requests_total'))).toEqual(['status']);
    expect(splittingLabels(requests, metric('http_requests_total'))).toEqual(['client']);
  });

  test('build_info may have any labels besides the version', () => {
    const info = family('build_info', 'gauge', { version: '1', commit: 'a' }, { version: '1', commit: 'b' });
    expect(splittingLabels(info, metric('build_info'))).toEqual([]);
  });

  test('has every bound of the contract; more are welcome', () => {
    const buckets = (bounds: readonly (number | string)[]) =>
      family('http_request_duration_seconds', 'histogram', ...bounds.map((bound) => ({ le: String(bound) })));
    expect(missingBounds(buckets([...latencyBounds, 0.75, '+Inf']))).toEqual([]);
    expect(missingBounds(buckets([...latencyBounds.filter((one) => one !== 0.5 && one !== 1), '+Inf']))).toEqual([
      0.5, 1,
    ]);
    expect(missingBounds(buckets([...latencyBounds.map((bound) => bound.toFixed(3)), '+Inf']))).toEqual([]);
  });
});
