import type { Localizable, Text } from '../../contract/index.ts';

/** Why a scrape could not be read. `line` counts from 1; 0 is the answer as a whole: its content type, its size. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
  readonly line: number;
  readonly expected: Text;
  /** The piece that is wrong, as JSON so that invisible characters are seen, and cut to a readable length. */
  readonly received: Localizable;

  constructor(line: number, expected: Text, received: Localizable) {
    super(`line ${line}: expected ${expected.en}`);
    this.line = line;
    this.expected = expected;
    this.received = received;
  }
}

/** `text` as people can read it: quoted, control characters escaped, at most 100 characters. */
export function quoted(text: string): string {
  return text.length > 100 ? `${JSON.stringify(text.slice(0, 100))}…` : JSON.stringify(text);
}
