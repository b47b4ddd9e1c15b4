import type { MetricType } from '../../lab/index.ts';
import type { Dialect } from './dialect.ts';

/** What the samples of a type may be called: the family's name with one of these behind it. */
const suffixes: Record<Dialect, Partial<Record<MetricType, readonly string[]>>> = {
  text: {
    counter: [''],
    gauge: [''],
    untyped: [''],
    summary: ['', '_sum', '_count'],
    histogram: ['_bucket', '_sum', '_count'],
  },
  openmetrics: {
    counter: ['_total', '_created'],
    gauge: [''],
    untyped: [''],
    summary: ['', '_sum', '_count', '_created'],
    histogram: ['_bucket', '_sum', '_count', '_created'],
    gaugehistogram: ['_bucket', '_gsum', '_gcount'],
    info: ['_info'],
    stateset: [''],
  },
};

/** The type a `# TYPE` line names, or `undefined` when the format has no such type. */
export function metricTypeOf(word: string, dialect: Dialect): MetricType | undefined {
  if (dialect === 'openmetrics' && word === 'unknown') return 'untyped';
  if (dialect === 'openmetrics' && word === 'untyped') return undefined;
  return Object.hasOwn(suffixes[dialect], word) ? (word as MetricType) : undefined;
}

/** Suffixes a family of this type may have in this format; `''` is the bare name. */
export function suffixesOf(type: MetricType, dialect: Dialect): readonly string[] {
  return suffixes[dialect][type] ?? [''];
}

/** The type names of a format, for a message. */
export function typeNames(dialect: Dialect): string {
  const names = Object.keys(suffixes[dialect]);
  return names.map((name) => (dialect === 'openmetrics' && name === 'untyped' ? 'unknown' : name)).join(', ');
}
