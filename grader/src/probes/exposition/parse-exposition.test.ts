import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricsSnapshot } from '../../lab/index.ts';
import { ExpositionError, expositionLimits, parseExposition } from './index.ts';

const text = 'text/plain; version=0.0.4; charset=utf-8';
const openmetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

function accepted(body: string, contentType = text): MetricsSnapshot {
  const parsed = parseExposition(body, contentType);
  if (parsed instanceof ExpositionError) throw parsed;
  return parsed;
}

function refused(body: string, contentType = text, limits = expositionLimits): ExpositionError {
  const parsed = parseExposition(body, contentType, limits);
  if (!(parsed instanceof ExpositionError)) throw new Error('was accepted');
  return parsed;
}

describe('what is read', () => {
  test('families with type and help, samples by name and labels', () => {
    const scrape = accepted(
      '# HELP jobs_total All\\njobs.\n# TYPE jobs_total counter\njobs_total{kind="a",ok="1"} 2\njobs_total{kind="b",ok="1"} 3\n',
    );
    expect(scrape.families.get('jobs_total')).toMatchObject({ type: 'counter', help: 'All\njobs.' });
    expect(scrape.sum('jobs_total', { ok: '1' })).toBe(5);
    expect(scrape.samples('jobs_total', { kind: 'b' })).toHaveLength(1);
    expect(scrape.sum('nothing')).toBe(0);
    expect(scrape.seriesCount).toBe(2);
  });

  test('a label called __proto__ is refused and changes no prototype', () => {
    expect(refused('a{__proto__="1"} 1\n').expected.en).toContain('label name');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  test('OpenMetrics gives a counter its family name without _total', () => {
    const scrape = accepted('# TYPE jobs counter\njobs_total 2\n# EOF\n', openmetrics);
    expect(scrape.families.get('jobs')?.type).toBe('counter');
    expect(scrape.sum('jobs_total')).toBe(2);
  });
});

describe('the content type', () => {
  test.each([
    text,
    'text/plain',
    'TEXT/PLAIN;charset=UTF-8; version=0.0.4',
    'text/plain; version=1.0.0; escaping=underscores',
    'text/plain; charset="utf-8"',
  ])('%s is the text format', (contentType) => {
    expect(accepted('a 1\n', contentType).sum('a')).toBe(1);
  });

  test.each([
    '',
    'application/json',
    'text/html; charset=utf-8',
    'text/plain; version=9',
    'text/plain; charset=latin1',
    'constructor',
  ])('%s is refused before the first line', (contentType) => {
    expect(refused('a 1\n', contentType).line).toBe(0);
  });

  test('no content type at all is refused too', () => {
    expect(parseExposition('a 1\n', undefined)).toMatchObject({ line: 0, received: '""' });
  });

  test('OpenMetrics needs its own', () => {
    expect(accepted('a 1\n# EOF\n', openmetrics).sum('a')).toBe(1);
    expect(refused('a 1\n', openmetrics).expected.en).toBe('# EOF as the last line');
  });
});

describe('the message', () => {
  test('names the line and the piece', () => {
    const error = refused('# TYPE a counter\na{x="1"} 1\na{x="2"} many\n');
    expect(error.line).toBe(3);
    expect(error.expected).toEqual({ en: 'a number, NaN, +Inf or -Inf', ru: 'число, NaN, +Inf или -Inf' });
    expect(error.received).toBe('"many"');
  });

  test('shows a CR', () => {
    expect(refused('a 1\r\n')).toMatchObject({ line: 1, received: '"a 1\\r\\n"' });
  });

  test('of a broken histogram names its last line', () => {
    const error = refused(
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 1\nh_count 3\nother 1\n',
    );
    expect(error.line).toBe(5);
    expect(error.expected.en).toContain('le="+Inf"');
  });
});

describe('the limits', () => {
  const small = {
    ...expositionLimits,
    bodyBytes: 2000,
    lines: 20,
    series: 10,
    labels: 3,
    nameLength: 8,
    valueLength: 10,
  };
  test.each([
    ['bytes', `# ${'x'.repeat(3000)}\n`, 0],
    ['lines', '\n'.repeat(30), 21],
    ['series', Array.from({ length: 15 }, (_, index) => `a${index} 1\n`).join(''), 11],
    ['labels', 'a{a="1",b="1",c="1",d="1"} 1\n', 1],
    ['a name', 'abcdefghi 1\n', 1],
    ['a label name', 'a{abcdefghi="1"} 1\n', 1],
    ['a label value', 'a{x="12345678901"} 1\n', 1],
    ['a label value of escapes', `a{x="${'\\n'.repeat(11)}"} 1\n`, 1],
    ['a HELP text', '# HELP a 12345678901\n', 1],
  ])('%s', (_, body, line) => {
    expect(refused(body, text, small).line).toBe(line);
    expect(parseExposition(body, text)).not.toBeInstanceOf(ExpositionError);
  });

  test('a label of a megabyte and a million series are refused', () => {
    expect(refused(`a{x="${'y'.repeat(1_000_000)}"} 1\n`).line).toBe(1);
    expect(refused('a{x="1"} 1\n'.repeat(1_000_000)).line).toBe(0);
  });
});

describe('properties', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,12}$/).filter((one) => !one.startsWith('__'));
  const value = fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN));
  const labels = fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 20 }), {
    maxKeys: 4,
    noNullPrototype: true,
  });
  const gauges = fc.uniqueArray(
    fc.record({ name, samples: fc.array(fc.record({ labels, value }), { maxLength: 4 }) }),
    {
      selector: (family) => family.name,
      maxLength: 6,
    },
  );
  const shown = (number: number) =>
    number === Infinity ? '+Inf' : number === -Infinity ? '-Inf' : Number.isNaN(number) ? 'NaN' : String(number);
  const escaped = (words: string) => words.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const key = (set: Record<string, string>) => JSON.stringify(Object.entries(set).sort());

  test('what was written is read back', () => {
    fc.assert(
      fc.property(gauges, fc.constantFrom(text, openmetrics), (families, contentType) => {
        let body = '';
        const written: unknown[] = [];
        for (const family of families) {
          body += `# TYPE ${family.name} gauge\n`;
          const seen = new Set<string>();
          for (const sample of family.samples) {
            if (seen.has(key(sample.labels))) continue;
            seen.add(key(sample.labels));
            const pairs = Object.entries(sample.labels).map(([label, words]) => `${label}="${escaped(words)}"`);
            body += `${family.name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${shown(sample.value)}\n`;
            written.push([family.name, key(sample.labels), shown(sample.value)]);
          }
        }
        if (contentType === openmetrics) body += '# EOF\n';
        const read = [...accepted(body, contentType).families.values()].flatMap((family) =>
          family.samples.map((sample) => [sample.name, key(sample.labels), shown(sample.value)]),
        );
        expect(read.map((one) => JSON.stringify(one))).toEqual(written.map((one) => JSON.stringify(one)));
      }),
    );
  });

  test('anything at all is answered, with a line that exists', () => {
    const pieces = fc.constantFrom(
      '# TYPE ',
      '# HELP ',
      'a',
      '{',
      '}',
      'x="',
      '"',
      ',',
      ' ',
      '\n',
      '1',
      'counter',
      '\\',
      '# EOF',
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(text, openmetrics), (body, contentType) => {
        const parsed = parseExposition(body, contentType);
        if (!(parsed instanceof ExpositionError)) return;
        expect(parsed.line).toBeLessThanOrEqual(body.split('\n').length);
        expect(parsed.expected.ru).not.toBe('');
      }),
    );
  });
});
