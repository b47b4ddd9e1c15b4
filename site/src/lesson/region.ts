/** What stands wrong with an include, in words for the author: it fails the build. */
export class RegionError extends Error {
  override name = 'RegionError';
}

const opening = (name: string) => new RegExp(`^\\s*(?://|#|--|/\\*|<!--)\\s*#?region\\s+${name}\\s*(?:\\*/|-->)?\\s*$`);
const closing = (name: string) =>
  new RegExp(`^\\s*(?://|#|--|/\\*|<!--)\\s*#?endregion\\s+${name}\\s*(?:\\*/|-->)?\\s*$`);
const anyMark = /^\s*(?:\/\/|#|--|\/\*|<!--)\s*#?(?:end)?region\s+([a-z0-9-]+)\s*(?:\*\/|-->)?\s*$/;
const commentOnly = /^\s*(?:\/\/|#(?!!)|--\s|\/?\*)/;

export interface RegionOptions {
  /** Name between `#region name` and `#endregion name`; without it the whole file. */
  region?: string | undefined;
  /** `false` leaves out lines that are nothing but a comment. */
  comments?: boolean | undefined;
}

/**
 * The marked region of a file, dedented, without the marks of other regions.
 *
 * @throws RegionError that names file and region when a mark is missing, stands twice, or has nothing between
 */
export function cutRegion(text: string, file: string, { region, comments = true }: RegionOptions = {}): string {
  const lines = text.split(/\r?\n/);
  const inside = region ? between(lines, file, region) : lines;
  const kept = inside.filter((line) => !anyMark.test(line) && (comments || !commentOnly.test(line)));
  while (kept[0]?.trim() === '') kept.shift();
  while (kept.at(-1)?.trim() === '') kept.pop();
  if (kept.length === 0) throw new RegionError(`${file}: ${region ? `region "${region}" is` : 'it is'} empty.`);
  return dedent(kept).join('\n');
}

function between(lines: readonly string[], file: string, region: string): string[] {
  const positions = (mark: RegExp) => lines.flatMap((line, index) => (mark.test(line) ? [index] : []));
  const starts = positions(opening(region));
  const ends = positions(closing(region));
  if (starts.length === 0) {
    const known = [...new Set(lines.flatMap((line) => anyMark.exec(line)?.[1] ?? []))];
    const there = known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has none.';
    throw new RegionError(`${file}: there is no "#region ${region}". ${there}`);
  }
  if (starts.length > 1) throw new RegionError(`${file}: "#region ${region}" stands ${starts.length} times.`);
  const end = ends.find((index) => index > starts[0]!);
  if (end === undefined) throw new RegionError(`${file}: "#region ${region}" has no "#endregion ${region}".`);
  return lines.slice(starts[0]! + 1, end);
}

function dedent(lines: readonly string[]): string[] {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const depth = Math.min(...depths);
  return lines.map((line) => line.slice(depth).trimEnd());
}
