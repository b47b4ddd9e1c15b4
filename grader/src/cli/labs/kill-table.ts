import type { LabEntry } from '../../lab/index.ts';
import { cutTo, displayWidth, padTo, wrapText } from '../../report/index.ts';
import type { VerifyResult } from './verify-judge.ts';

/**
 * Which mutant fails which check, as a table of checks by mutants with a numbered legend: `✕` it must and did, `!` it
 * must and did not, `·` it may and did, `?` it must not and did. Where the terminal is too narrow, the same as a list.
 */
export function killTable(entry: LabEntry, results: readonly VerifyResult[], width: number): string[] {
  const columns = entry.mutants.flatMap((mutant) => {
    const runs = results.filter(({ source }) => source === `mutant ${mutant.name}`);
    return runs.length > 0 ? [{ mutant, runs }] : [];
  });
  if (columns.length === 0) return [];
  const cell = (slug: string, { mutant, runs }: (typeof columns)[number]): string => {
    const failed = runs.some(({ checks }) => checks[slug] === 'failed');
    if (mutant.fails.includes(slug)) return failed ? '✕' : '!';
    if (!failed) return ' ';
    return mutant.mayFail?.includes(slug) ? '·' : '?';
  };
  const slugs = entry.lab.checks.map(({ slug }) => slug);
  const slugWidth = Math.max(...slugs.map(displayWidth));
  if (2 + slugWidth + columns.length * 3 > width) {
    return slugs.flatMap((slug) => {
      const killers = columns.filter((column) => cell(slug, column) === '✕').map(({ mutant }) => mutant.name);
      return [
        `  ${cutTo(slug, width - 2)}`,
        ...wrapText(killers.join(', ') || '!', width - 4).map((line) => `    ✕ ${line}`),
      ];
    });
  }
  const number = (index: number) => String(index + 1).padStart(3);
  const legend = columns.map(({ mutant }, index) => `${index + 1} ${mutant.name}`);
  return [
    `  ${' '.repeat(slugWidth)}${columns.map((_, index) => number(index)).join('')}`,
    ...slugs.map(
      (slug) => `  ${padTo(slug, slugWidth)}${columns.map((column) => cell(slug, column).padStart(3)).join('')}`,
    ),
    ...packed([...legend, ...marks], width - 2).map((line) => `  ${line}`),
  ];
}

const marks = ['✕ caught', '! lives', '· may fail', '? must not fail'];

/** Items side by side in as few lines as they need, none of them broken. */
function packed(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last === undefined || displayWidth(last) + 3 + displayWidth(item) > width) lines.push(item);
    else lines[lines.length - 1] = `${last}   ${item}`;
  }
  return lines;
}
