/** A token of the look that is one colour in each scheme. */
export interface ColourToken {
  name: string;
  light: string;
  dark: string;
}

/** Every `--name: light-dark(#…, #…)` of a style sheet. */
export function colourTokens(css: string): ColourToken[] {
  return [...css.matchAll(/--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => ({ name: name!, light: light!, dark: dark! }),
  );
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The contrast of two colours as WCAG 2 counts it: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

const everyGround = ['ork-page', 'ork-surface', 'ork-sunken'];
const verdictNames = ['passed', 'failed', 'ungradable', 'errored', 'skipped', 'untried'];

/** Which text stands on which ground: each pair must reach 4.5. */
export const textPairs: readonly (readonly [text: string, ground: string])[] = [
  ...['ork-ink', 'ork-ink-soft', 'ork-accent', 'ork-brass'].flatMap((text) =>
    everyGround.map((ground) => [text, ground] as const),
  ),
  ['ork-ink', 'ork-accent-soft'],
  ['ork-accent', 'ork-accent-soft'],
  ['ork-on-accent', 'ork-accent'],
  ...verdictNames.flatMap((name) => [
    [`ork-${name}`, 'ork-page'] as const,
    [`ork-${name}`, 'ork-surface'] as const,
    [`ork-${name}`, `ork-${name}-soft`] as const,
    ['ork-ink', `ork-${name}-soft`] as const,
  ]),
  ...['keyword', 'string', 'function', 'constant', 'comment'].map(
    (name) => [`ork-code-${name}`, 'ork-sunken'] as const,
  ),
];

/** Edges of controls against what they stand on: each pair must reach 3. */
export const edgePairs: readonly (readonly [edge: string, ground: string])[] = [
  ['ork-line-strong', 'ork-page'],
  ['ork-line-strong', 'ork-surface'],
];

/** The table of docs/design.md: each pair with its ratio in both schemes. */
export function contrastTable(css: string): string {
  const tokens = new Map(colourTokens(css).map((token) => [token.name, token]));
  const rows = [...textPairs, ...edgePairs].map(([over, ground]) => {
    const [a, b] = [tokens.get(over)!, tokens.get(ground)!];
    const ratio = (scheme: 'light' | 'dark') => contrast(a[scheme], b[scheme]).toFixed(1);
    return `| ${over.slice(4)} | ${ground.slice(4)} | ${ratio('light')} | ${ratio('dark')} |`;
  });
  return ['| what | on | light | dark |', '|---|---|---|---|', ...rows].join('\n');
}
