import type { Text } from '../../contract/index.ts';
import type { MetricType } from '../../lab/index.ts';
import type { Dialect } from './dialect.ts';
import { numberOf } from './number.ts';
import type { SampleLine } from './sample-line.ts';

const expects = {
  count: {
    en: 'a counter, a bucket or a count of 0 or more, and a number',
    ru: 'счётчик, корзину (bucket) или count не меньше 0 и числом',
  },
  whole: { en: 'a whole number of observations', ru: 'целое число наблюдений' },
  sum: { en: 'a sum that is a number', ru: 'сумму числом' },
  le: { en: 'a label le with a number on every bucket', ru: 'метку le с числом на каждой корзине (bucket)' },
  quantile: { en: 'a label quantile from 0 to 1', ru: 'метку quantile от 0 до 1' },
  quantileValue: { en: 'a quantile of 0 or more', ru: 'квантиль не меньше 0' },
  one: { en: 'the value 1 for an info metric', ru: 'значение 1 у метрики типа info' },
  state: {
    en: 'a label named as the stateset, and 0 or 1',
    ru: 'метку с именем набора состояний (stateset) и 0 или 1',
  },
  exemplar: {
    en: 'exemplars on counters and histogram buckets only',
    ru: 'экземпляры (exemplars) только на счётчиках и корзинах гистограмм',
  },
} satisfies Record<string, Text>;

/**
 * What one sample must be for its family's type: ranges of values, the labels `le` and `quantile`, exemplars.
 * Answers with what was expected when it is not so.
 */
export function sampleFault(
  sample: SampleLine,
  family: { name: string; type: MetricType },
  dialect: Dialect,
): Text | undefined {
  const { type } = family;
  const { value, labels } = sample;
  const suffix = sample.name.slice(family.name.length);
  const strict = dialect === 'openmetrics';
  const counts = ['_bucket', '_count', '_gcount'].includes(suffix) && type !== 'untyped';
  const counter = type === 'counter' && suffix !== '_created';
  if ((counts || counter) && !(value >= 0)) return expects.count;
  if (counts && strict && !Number.isInteger(value)) return expects.whole;
  if (strict && ['_sum', '_gsum'].includes(suffix) && Number.isNaN(value)) return expects.sum;
  if (suffix === '_bucket' && type !== 'untyped') {
    const bound = numberOf(labels.le ?? '');
    if (bound === undefined || Number.isNaN(bound)) return expects.le;
  }
  if (type === 'summary' && suffix === '') {
    const quantile = numberOf(labels.quantile ?? '') ?? -1;
    if (!(quantile >= 0 && quantile <= 1)) return expects.quantile;
    if (strict && value < 0) return expects.quantileValue;
  }
  if (type === 'info' && value !== 1) return expects.one;
  if (type === 'stateset' && !(Object.hasOwn(labels, family.name) && (value === 0 || value === 1)))
    return expects.state;
  const mayHaveExemplar =
    (type === 'counter' && suffix === '_total') ||
    ((type === 'histogram' || type === 'gaugehistogram') && suffix === '_bucket');
  if (sample.hasExemplar && !mayHaveExemplar) return expects.exemplar;
  return undefined;
}
