import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ExpositionError, parseExposition } from './index.ts';

interface Case {
  name: string;
  format: 'text' | 'openmetrics';
  body: string;
  verdict: 'accept' | 'reject';
  /** Made by changing one character of a valid scrape. */
  edited?: boolean;
  /** Why we answer otherwise than the references. */
  because?: string;
}

interface Answer {
  accepts: boolean;
  samples?: [string, Record<string, string>, string][];
}

const fixture = (name: string) => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
const cases: Case[] = fixture('cases.json');
const prometheusClient: Record<string, Answer> = fixture('prometheus-client.json');
const expfmt: Record<string, Answer> = fixture('expfmt.json');
const contentTypes = { text: 'text/plain; version=0.0.4', openmetrics: 'application/openmetrics-text; version=1.0.0' };

/** Python writes numbers its own way; counters of the text format carry `_total` there whatever they are called. */
const comparable = (name: string, labels: Record<string, string>, value: number) =>
  JSON.stringify([name.replace(/_total$/, ''), Object.entries(labels).sort(), String(value)]);
const pythonNumber = (text: string) => Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));

describe('the corpus', () => {
  test('has at least 200 cases, each name once', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(new Set(cases.map((one) => `${one.format}: ${one.name}`)).size).toBe(cases.length);
  });

  test.each(cases)('$format: $name → $verdict', (one) => {
    const parsed = parseExposition(one.body, contentTypes[one.format]);
    const verdict = parsed instanceof ExpositionError ? 'reject' : 'accept';
    expect(verdict).toBe(one.verdict);

    const key = `${one.format}: ${one.name}`;
    const references = [prometheusClient[key], expfmt[key]].filter((answer) => answer !== undefined);
    expect(references.length).toBe(one.format === 'text' ? 2 : 1);
    const allAccept = references.every((answer) => answer.accepts);
    // Whoever is refused by one of Prometheus' parsers is refused here, unless the case says why not.
    if (!one.because && verdict === 'accept') expect(allAccept).toBe(true);
    // Being stricter than all of them needs its reason. Changed characters break what only we look at: whole histograms.
    if (!one.because && !one.edited && verdict === 'reject') expect(allAccept).toBe(false);
    if (one.because) expect(verdict === 'accept').not.toBe(allAccept);

    const samples = prometheusClient[key]?.samples;
    if (parsed instanceof ExpositionError || !samples) return;
    const ours = [...parsed.families.values()].flatMap((family) =>
      family.samples.map((sample) => comparable(sample.name, sample.labels, sample.value)),
    );
    expect(ours.sort()).toEqual(
      samples.map(([name, labels, value]) => comparable(name, labels, pythonNumber(value))).sort(),
    );
  });
});
