import type { Localizable, Text } from '../../contract/index.ts';

/**
 * What the doctor found of one need: `found`, `warning` (labs run, but something is worth knowing), or `missing` with the
 * command that mends it.
 */
export interface Finding {
  /** Stable name, for programs. */
  need: string;
  title: Text;
  state: 'found' | 'warning' | 'missing';
  detail: Localizable;
  /** A command, or a sentence where there is no command for it. */
  mend?: Localizable;
}

/** Compares `1.1.5+ds1` and the like by their numbers; what follows a number is ignored. */
export function atLeast(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const have = numbers(version);
  for (const [index, need] of numbers(floor).entries()) {
    const part = have[index] ?? 0;
    if (part !== need) return part > need;
  }
  return true;
}

/** Bytes for people: `3.2 GiB`. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
