import type { MetricFamily, MetricsSnapshot, Sample } from '../../lab/index.ts';

/** A scrape that can be asked: samples by their name, found without walking all of them. */
export function snapshotOf(families: ReadonlyMap<string, MetricFamily>): MetricsSnapshot {
  const byName = new Map<string, Sample[]>();
  let seriesCount = 0;
  for (const family of families.values()) {
    for (const sample of family.samples) {
      seriesCount++;
      const same = byName.get(sample.name);
      if (same) same.push(sample);
      else byName.set(sample.name, [sample]);
    }
  }
  const samples = (name: string, labels: Record<string, string> = {}): readonly Sample[] => {
    const wanted = Object.entries(labels);
    const all = byName.get(name) ?? [];
    return all.filter((sample) => wanted.every(([label, value]) => sample.labels[label] === value));
  };
  return {
    families,
    seriesCount,
    samples,
    sum: (name, labels) => samples(name, labels).reduce((total, sample) => total + sample.value, 0),
  };
}
