import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { colourTokens, contrast, contrastTable, edgePairs, textPairs } from './contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const design = readFileSync(new URL('../../../docs/design.md', import.meta.url), 'utf8');
const tokens = new Map(colourTokens(css).map((token) => [token.name, token]));

describe('the tokens of the look', () => {
  it('counts contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
  });

  it.each(textPairs)('text %s on %s reaches 4.5 in both schemes', (text, ground) => {
    const [a, b] = [tokens.get(text)!, tokens.get(ground)!];
    expect(contrast(a.light, b.light)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(a.dark, b.dark)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(edgePairs)('edge %s on %s reaches 3 in both schemes', (edge, ground) => {
    const [a, b] = [tokens.get(edge)!, tokens.get(ground)!];
    expect(contrast(a.light, b.light)).toBeGreaterThanOrEqual(3);
    expect(contrast(a.dark, b.dark)).toBeGreaterThanOrEqual(3);
  });

  it('are listed with these very ratios in docs/design.md', () => {
    expect(design).toContain(contrastTable(css));
  });
});
