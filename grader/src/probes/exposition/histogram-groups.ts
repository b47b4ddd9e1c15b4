import type { Text } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { numberOf } from './number.ts';
import type { SampleLine } from './sample-line.ts';

interface Group {
  /** Line of its newest sample, where a fault of the whole is shown. */
  line: number;
  bound: number;
  highest: number;
  hasBuckets: boolean;
  belowZero: boolean;
  count?: number;
  sum?: number;
  kind: 'sum' | 'gsum';
}

const expects = {
  order: { en: 'buckets in growing order of le', ru: 'корзины (buckets) по возрастанию le' },
  cumulative: {
    en: 'cumulative buckets: none smaller than the one before',
    ru: 'накопительные корзины (buckets): ни одна не меньше предыдущей',
  },
  infinite: { en: 'a bucket with le="+Inf"', ru: 'корзину (bucket) с le="+Inf"' },
  equal: { en: '_count equal to the bucket le="+Inf"', ru: '_count, равный корзине (bucket) le="+Inf"' },
  both: { en: '_sum and _count beside the buckets', ru: '_sum и _count рядом с корзинами (buckets)' },
  sign: {
    en: 'no _sum where a bucket is below zero, and no sum below zero where none is',
    ru: '_sum без корзин ниже нуля; сумму не ниже нуля, если таких корзин нет',
  },
} satisfies Record<string, Text>;

/** A fault of a histogram as a whole, at a line. */
export interface HistogramFault {
  line: number;
  expected: Text;
}

/** The buckets, sum and count of each label set of one histogram, checked as they come and at the end. */
export class HistogramGroups {
  readonly #groups = new Map<string, Group>();

  /** @param key the labels without `le`, as one string */
  add(key: string, suffix: string, sample: SampleLine, line: number): HistogramFault | undefined {
    let group = this.#groups.get(key);
    if (!group) {
      group = { line, bound: -Infinity, highest: 0, hasBuckets: false, belowZero: false, kind: 'sum' };
      this.#groups.set(key, group);
    }
    group.line = line;
    if (suffix === '_bucket') {
      const bound = numberOf(sample.labels.le ?? '') ?? Number.NaN;
      if (group.hasBuckets && !(bound > group.bound)) return { line, expected: expects.order };
      if (sample.value < group.highest) return { line, expected: expects.cumulative };
      group.belowZero ||= bound < 0;
      group.hasBuckets = true;
      group.bound = bound;
      group.highest = sample.value;
    } else if (suffix === '_count' || suffix === '_gcount') group.count = sample.value;
    else if (suffix === '_sum' || suffix === '_gsum') {
      group.sum = sample.value;
      group.kind = suffix === '_gsum' ? 'gsum' : 'sum';
    }
    return undefined;
  }

  /** To be asked when the family has ended. */
  fault(dialect: Dialect): HistogramFault | undefined {
    for (const group of this.#groups.values()) {
      const expected = this.#faultOf(group, dialect);
      if (expected) return { line: group.line, expected };
    }
    return undefined;
  }

  #faultOf(group: Group, dialect: Dialect): Text | undefined {
    const { count, sum } = group;
    if (group.bound !== Infinity) return expects.infinite;
    if (count !== undefined && count !== group.highest) return expects.equal;
    if ((count === undefined) !== (sum === undefined)) return expects.both;
    if (dialect === 'text') return count === undefined ? expects.both : undefined;
    if (group.belowZero ? group.kind === 'sum' && sum !== undefined : group.kind === 'gsum' && (sum ?? 0) < 0)
      return expects.sign;
    return undefined;
  }
}
