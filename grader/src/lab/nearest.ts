/** Edits (insert, delete, replace, swap of neighbours) that turn `from` into `to`. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, beforeLast[column - 2]! + 1);
      }
      current.push(best);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length]!;
}

/** The known name most like `name`, if one is like it at all: shares half of its letters, or contains it. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
      contains: name.length > 2 && candidate.includes(name),
    }))
    .filter(({ candidate, distance, contains }) => contains || distance <= Math.max(name.length, candidate.length) / 2)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** A name nobody knows. `nearest` is the known one most like it. */
export class UnknownName extends Error {
  override name = 'UnknownName';
  readonly nearest: string | undefined;
  /** What kind of thing was asked for, the name that was given, and those that exist: for messages in other languages. */
  readonly what: string;
  readonly given: string;
  readonly known: readonly string[];

  constructor(what: string, given: string, known: readonly string[]) {
    const close = nearest(given, known);
    super(
      `There is no ${what} called "${given}". ${close ? `Did you mean "${close}"?` : `Known: ${known.join(', ')}.`}`,
    );
    this.nearest = close;
    this.what = what;
    this.given = given;
    this.known = known;
  }
}
