export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'summary'
  | 'untyped'
  | 'info'
  | 'stateset'
  | 'gaugehistogram';

export interface Sample {
  /** Name as written, with its suffix: `http_request_duration_seconds_bucket`. */
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface MetricFamily {
  name: string;
  type: MetricType;
  help: string | undefined;
  samples: readonly Sample[];
}

/** One scrape. */
export interface MetricsSnapshot {
  families: ReadonlyMap<string, MetricFamily>;
  /** Every sample with this name whose labels include `labels`. */
  samples(name: string, labels?: Record<string, string>): readonly Sample[];
  /** Sum of those samples; 0 when there are none. */
  sum(name: string, labels?: Record<string, string>): number;
  /** How many series the scrape has in all. */
  readonly seriesCount: number;
}
