import type { Text } from '../../contract/index.ts';
import type { MetricFamily, MetricType, Sample } from '../../lab/index.ts';
import type { Dialect } from './dialect.ts';
import { ExpositionError, quoted } from './exposition-error.ts';
import { HistogramGroups } from './histogram-groups.ts';
import { metricTypeOf, suffixesOf, typeNames } from './metric-types.ts';
import type { SampleLine } from './sample-line.ts';
import { sampleFault } from './sample-rules.ts';

interface OpenFamily extends MetricFamily {
  samples: Sample[];
  type: MetricType;
  help: string | undefined;
  unit: string | undefined;
  typed: boolean;
  histogram: HistogramGroups;
  groupKey: string | undefined;
  groupTimestamp: number | undefined;
  seenGroups: Set<string>;
}

const expects = {
  before: { en: '# HELP, # TYPE and # UNIT before the samples', ru: '# HELP, # TYPE и # UNIT до значений метрики' },
  onceHelp: { en: 'one # HELP for a metric', ru: 'один # HELP на метрику' },
  onceType: { en: 'one # TYPE for a metric', ru: 'один # TYPE на метрику' },
  onceUnit: { en: 'one # UNIT for a metric', ru: 'один # UNIT на метрику' },
  unit: {
    en: 'a unit that ends the name of the metric (not for info and stateset)',
    ru: 'единицу, которой кончается имя метрики (не для info и stateset)',
  },
  together: { en: 'all lines of one metric together', ru: 'все строки одной метрики подряд' },
  clash: { en: 'a name that no other metric uses', ru: 'имя, которое не занято другой метрикой' },
  unique: { en: 'each series once', ru: 'каждый ряд один раз' },
  group: {
    en: 'all samples of one label set together, their timestamps not going back',
    ru: 'все значения одного набора меток подряд, время не идёт назад',
  },
} satisfies Record<string, Text>;

/** The families of one scrape as its lines come: who owns which name, what came before what, each series once. */
export class FamilyLedger {
  readonly families = new Map<string, MetricFamily>();
  readonly #dialect: Dialect;
  /** Which family a sample's name belongs to. */
  readonly #owners = new Map<string, string>();
  readonly #series = new Set<string>();
  #current: OpenFamily | undefined;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  /** A `# HELP`, `# TYPE` or `# UNIT` line. @throws ExpositionError */
  describe(keyword: 'HELP' | 'TYPE' | 'UNIT', name: string, words: string, line: number): void {
    const family = this.#current?.name === name ? this.#current : this.#open(name, line);
    const refused = (expected: Text) => new ExpositionError(line, expected, quoted(`# ${keyword} ${name} ${words}`));
    if (family.samples.length > 0) throw refused(expects.before);
    if (keyword === 'HELP') {
      if (family.help !== undefined) throw refused(expects.onceHelp);
      family.help = unescapedHelp(words);
    } else if (keyword === 'UNIT') {
      if (family.unit !== undefined) throw refused(expects.onceUnit);
      family.unit = words;
    } else {
      if (family.typed) throw refused(expects.onceType);
      const type = metricTypeOf(words, this.#dialect);
      if (!type) {
        const names = typeNames(this.#dialect);
        throw refused({ en: `one of the types ${names}`, ru: `один из типов ${names}` });
      }
      family.type = type;
      family.typed = true;
      for (const suffix of suffixesOf(type, this.#dialect)) this.#claim(name + suffix, family.name, line);
    }
  }

  /** A sample's line. @throws ExpositionError */
  add(sample: SampleLine, line: number): void {
    const refused = (expected: Text) => new ExpositionError(line, expected, quoted(sample.name));
    const family = this.#familyOf(sample, line);
    const suffix = sample.name.slice(family.name.length);
    const fault = sampleFault(sample, family, this.#dialect);
    if (fault) throw new ExpositionError(line, fault, shown(sample));
    const key = seriesKey(sample.name, sample.labels);
    if (this.#series.has(key)) throw new ExpositionError(line, expects.unique, shown(sample));
    this.#series.add(key);
    const group = groupKey(sample, family);
    if (this.#dialect === 'openmetrics' && !keepsTogether(family, group, sample)) throw refused(expects.group);
    if (family.type === 'histogram' || family.type === 'gaugehistogram') {
      const broken = family.histogram.add(group, suffix, sample, line);
      if (broken) throw new ExpositionError(broken.line, broken.expected, shown(sample));
    }
    family.samples.push({ name: sample.name, labels: sample.labels, value: sample.value });
  }

  /** To be called after the last line. @throws ExpositionError */
  close(line: number): void {
    const family = this.#current;
    if (!family) return;
    const fault = family.histogram.fault(this.#dialect);
    if (fault) throw new ExpositionError(fault.line, fault.expected, quoted(family.name));
    if (family.unit && (!family.name.endsWith(`_${family.unit}`) || ['info', 'stateset'].includes(family.type))) {
      throw new ExpositionError(line, expects.unit, quoted(`# UNIT ${family.name} ${family.unit}`));
    }
    // What is handed out knows nothing of how it was read.
    const { name, type, help, samples } = family;
    this.families.set(name, { name, type, help, samples });
    this.#current = undefined;
  }

  #familyOf(sample: SampleLine, line: number): OpenFamily {
    const owner = this.#owners.get(sample.name);
    const current = this.#current;
    if (current && owner === current.name && suffixesAllow(current, sample.name, this.#dialect)) return current;
    if (owner === undefined) return this.#open(sample.name, line);
    if (owner !== current?.name) throw new ExpositionError(line, expects.together, quoted(sample.name));
    const names = suffixesOf(current.type, this.#dialect).map((suffix) => current.name + suffix);
    throw new ExpositionError(
      line,
      {
        en: `the samples of a ${current.type} under ${names.join(', ')}`,
        ru: `значения типа ${current.type} под именами ${names.join(', ')}`,
      },
      quoted(sample.name),
    );
  }

  #open(name: string, line: number): OpenFamily {
    this.close(line);
    if (this.families.has(name)) throw new ExpositionError(line, expects.together, quoted(name));
    const family: OpenFamily = {
      name,
      type: 'untyped',
      help: undefined,
      unit: undefined,
      typed: false,
      samples: [],
      histogram: new HistogramGroups(),
      groupKey: undefined,
      groupTimestamp: undefined,
      seenGroups: new Set(),
    };
    this.families.set(name, family);
    this.#current = family;
    this.#claim(name, name, line);
    return family;
  }

  #claim(sampleName: string, family: string, line: number): void {
    const owner = this.#owners.get(sampleName);
    if (owner !== undefined && owner !== family) throw new ExpositionError(line, expects.clash, quoted(sampleName));
    this.#owners.set(sampleName, family);
  }
}

function suffixesAllow(family: OpenFamily, sampleName: string, dialect: Dialect): boolean {
  return suffixesOf(family.type, dialect).includes(sampleName.slice(family.name.length));
}

/** OpenMetrics only: one label set's samples stand together, with or without timestamps alike, and time goes forward. */
function keepsTogether(family: OpenFamily, group: string, sample: SampleLine): boolean {
  if (family.groupKey === group) {
    const before = family.groupTimestamp;
    if ((before === undefined) !== (sample.timestamp === undefined)) return false;
    if (before !== undefined && before > (sample.timestamp ?? before) && family.type !== 'info') return false;
  } else if (family.seenGroups.has(group)) return false;
  family.groupKey = group;
  family.groupTimestamp = sample.timestamp;
  family.seenGroups.add(group);
  return true;
}

/** The labels that tell one histogram, summary or stateset of a family from the next. */
function groupKey(sample: SampleLine, family: OpenFamily): string {
  if (family.type === 'info') return '';
  const own: Partial<Record<MetricType, string>> = {
    histogram: 'le',
    gaugehistogram: 'le',
    summary: 'quantile',
    stateset: family.name,
  };
  return seriesKey('', sample.labels, own[family.type]);
}

function seriesKey(name: string, labels: Readonly<Record<string, string>>, without?: string): string {
  const names = Object.keys(labels).filter((label) => label !== without);
  return JSON.stringify([name, ...names.sort().map((label) => [label, labels[label]])]);
}

function shown(sample: SampleLine): string {
  const labels = Object.entries(sample.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const text = `${sample.name}${labels.length > 0 ? `{${labels.join(',')}}` : ''} ${sample.value}`;
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function unescapedHelp(words: string): string {
  return words.replace(/\\(\\|n)/g, (_, escaped) => (escaped === 'n' ? '\n' : '\\'));
}
