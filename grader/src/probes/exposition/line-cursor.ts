import type { Text } from '../../contract/index.ts';
import { ExpositionError, quoted } from './exposition-error.ts';

/** One line, read from left to right, each character once. */
export class LineCursor {
  readonly text: string;
  readonly line: number;
  at = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The next character is `character`: then it is taken. */
  take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** What a sticky pattern matches here, taken; `undefined` when it does not. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** The refusal of this line: `expected` at this place, and the rest of the line as what came. */
  refusal(expected: Text): ExpositionError {
    const rest = this.text.slice(this.at);
    return new ExpositionError(
      this.line,
      expected,
      rest === '' ? { en: 'the end of the line', ru: 'конец строки' } : quoted(rest),
    );
  }
}
