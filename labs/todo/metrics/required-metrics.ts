import type { MetricFamily, MetricsSnapshot, MetricType } from 'orkestr/lab';

/** One row of the contract's table of metrics. */
export interface RequiredMetric {
  name: string;
  type: MetricType;
  /** Labels that every series of it has. */
  labels: readonly string[];
  /** `true`: it may have any labels besides. Else only such as are the same on every series. */
  anyLabels?: boolean;
}

/** Upper bounds that every latency histogram has at least, in seconds. */
export const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Values of the label `state` of `db_pool_connections`. */
export const poolStates = ['idle', 'in_use', 'max'] as const;

/** What this lab asks for. The outbox's and the notifications' metrics come with their own labs. */
export const requiredMetrics: readonly RequiredMetric[] = [
  { name: 'http_requests_total', type: 'counter', labels: ['method', 'route', 'status'] },
  { name: 'http_request_duration_seconds', type: 'histogram', labels: ['method', 'route'] },
  { name: 'http_requests_in_flight', type: 'gauge', labels: [] },
  { name: 'process_resident_memory_bytes', type: 'gauge', labels: [] },
  { name: 'process_cpu_seconds_total', type: 'counter', labels: [] },
  { name: 'build_info', type: 'gauge', labels: ['version'], anyLabels: true },
  { name: 'db_pool_connections', type: 'gauge', labels: ['state'] },
  { name: 'todo_tasks_created_total', type: 'counter', labels: [] },
  { name: 'todo_tasks_completed_total', type: 'counter', labels: [] },
];

/**
 * The family a metric of the contract belongs to. OpenMetrics names a counter's family without `_total` and an info's
 * without `_info`; both are the same metric.
 */
export function familyOf(snapshot: MetricsSnapshot, name: string): MetricFamily | undefined {
  const bare = snapshot.families.get(name.replace(/_(total|info)$/, ''));
  return snapshot.families.get(name) ?? (bare?.type === 'counter' || bare?.type === 'info' ? bare : undefined);
}

/** Is `family` of the type the contract names? An OpenMetrics info is the same as a gauge that is always 1. */
export function hasType(family: MetricFamily, metric: RequiredMetric): boolean {
  return family.type === metric.type || (metric.name === 'build_info' && family.type === 'info');
}

/** Label names of the family that belong to the format, not to the learner. */
const ownLabels = ['le', 'quantile'];

/** Labels of the contract that a series of `family` lacks. */
export function missingLabels(family: MetricFamily, metric: RequiredMetric): readonly string[] {
  return metric.labels.filter((label) => family.samples.some((sample) => !(label in sample.labels)));
}

/** Labels beyond the contract whose value is not the same on every series: they split what the contract counts as one. */
export function splittingLabels(family: MetricFamily, metric: RequiredMetric): readonly string[] {
  if (metric.anyLabels) return [];
  const names = new Set(family.samples.flatMap((sample) => Object.keys(sample.labels)));
  return [...names].filter((label) => {
    if (metric.labels.includes(label) || ownLabels.includes(label)) return false;
    return new Set(family.samples.map((sample) => sample.labels[label])).size > 1;
  });
}

/** Bounds of the contract that some histogram of `family` has no bucket for. */
export function missingBounds(family: MetricFamily): readonly number[] {
  const bounds = new Set(
    family.samples.filter((sample) => 'le' in sample.labels).map((sample) => Number(sample.labels.le)),
  );
  return latencyBounds.filter((bound) => !bounds.has(bound));
}
