/** What stands wrong with an include, in words for the author: it fails the build. */
export class RegionError extends Error {
  override name = 'RegionError';
}

const mark = (word: string, name: string) =>
  new RegExp(`^\\s*(?://|#|--|/\\*|<!--)\\s*#?${word}\\s+(${name})\\s*(?:\\*/|-->)?\\s*$`);
const anyMark = mark('(?:end)?region', '[a-z0-9-]+');
const commentOnly = /^\s*(?:\/\/|#(?!!)|--\s|\/?\*)/;

export interface RegionOptions {
  /** Name between `#region name` and `#endregion name`; without it the whole file. */
  region?: string | undefined;
  /** `false` leaves out lines that are nothing but a comment. */
  comments?: boolean | undefined;
}

/** Lines of a file that are shown: their indexes, and how many characters of indentation they share. */
export interface Region {
  lines: number[];
  indent: number;
}

/**
 * The marked region of a file, without the marks of other regions and without blank lines at its ends.
 *
 * @throws RegionError that names file and region when a mark is missing, stands twice, or has nothing between
 */
export function findRegion(text: string, file: string, { region, comments = true }: RegionOptions = {}): Region {
  const lines = text.split(/\r?\n/);
  const [start, end] = region ? between(lines, file, region) : [0, lines.length];
  const kept = lines.flatMap((line, index) => {
    const inside = index >= start && index < end && !anyMark.test(line);
    return inside && (comments || !commentOnly.test(line)) ? [index] : [];
  });
  while (lines[kept[0]!]?.trim() === '') kept.shift();
  while (lines[kept.at(-1)!]?.trim() === '') kept.pop();
  if (kept.length === 0) throw new RegionError(`${file}: ${region ? `region "${region}" is` : 'it is'} empty.`);
  const indents = kept
    .filter((index) => lines[index]!.trim() !== '')
    .map((index) => /^[ \t]*/.exec(lines[index]!)![0].length);
  return { lines: kept, indent: Math.min(...indents) };
}

/** The text of the region, dedented. @throws RegionError */
export function cutRegion(text: string, file: string, options?: RegionOptions): string {
  const { lines, indent } = findRegion(text, file, options);
  const all = text.split(/\r?\n/);
  return lines.map((index) => all[index]!.slice(indent).trimEnd()).join('\n');
}

function between(lines: readonly string[], file: string, region: string): [start: number, end: number] {
  const positions = (wanted: RegExp) => lines.flatMap((line, index) => (wanted.test(line) ? [index] : []));
  const starts = positions(mark('region', region));
  if (starts.length === 0) {
    const known = [...new Set(lines.flatMap((line) => anyMark.exec(line)?.[1] ?? []))];
    const there = known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has none.';
    throw new RegionError(`${file}: there is no "#region ${region}". ${there}`);
  }
  if (starts.length > 1) throw new RegionError(`${file}: "#region ${region}" stands ${starts.length} times.`);
  const end = positions(mark('endregion', region)).find((index) => index > starts[0]!);
  if (end === undefined) throw new RegionError(`${file}: "#region ${region}" has no "#endregion ${region}".`);
  return [starts[0]! + 1, end];
}
