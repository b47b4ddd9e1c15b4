import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowedBases } from '../build/dockerfile.ts';
import { gradeEventSchema, manifestSchema, phaseNames, serviceSchema, verdicts } from '../contract/index.ts';
import { repositoryRoot } from '../lab/index.ts';
import { limitsSchema } from '../stack/limits.ts';
import { exitCodes } from './exit-codes.ts';

const page = (name: string) => readFileSync(join(repositoryRoot, 'docs', name), 'utf8');

function amount(name: string, value: number): string {
  if (name.endsWith('Bytes')) return value % 2 ** 20 === 0 ? `${value / 2 ** 20} MiB` : `${value / 2 ** 10} KiB`;
  if (name.endsWith('Ms')) return `${value / 1000} s`;
  return String(value);
}

const rows = Object.entries(limitsSchema.shape)
  .map(([name, schema]) => `| ${schema.description} | ${amount(name, schema.parse(undefined))} |`)
  .join('\n');

describe('docs/grading.md', () => {
  it('states the limits that hold', () => {
    const stated = /<!-- limits[^>]*-->\n\| limit \| value \|\n\|---\|---\|\n([\s\S]*?)<!-- \/limits -->/.exec(
      page('grading.md'),
    )?.[1];
    expect(stated?.trim()).toBe(rows);
  });

  it.each(['grading.md', 'grading.ru.md'])('leaves nothing of the contract out of %s', (name) => {
    const text = page(name);
    const keys = [
      ...Object.keys(manifestSchema.shape),
      ...Object.keys(serviceSchema.shape).map((key) => `services.*.${key}`),
    ];
    const events = gradeEventSchema.options.map((option) => option.shape.type.value);
    const words = [...keys, ...events, ...verdicts, ...phaseNames, ...allowedBases].map((word) => `\`${word}\``);
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
    for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`\\| ${code} \\|`));
  });
});
