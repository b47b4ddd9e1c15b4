import stringWidth from 'string-width';

/** Columns `text` takes on a terminal: wide characters count two, combining ones none. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `text` with spaces after it until it is `columns` wide; longer text stays whole. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** The longest beginning of `text` that fits in `columns`, with an ellipsis as its last column when something was cut. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return `${splitAt(text, Math.max(0, columns - 1))[0]}…`;
}

function splitAt(text: string, columns: number): [string, string] {
  let used = 0;
  let end = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = displayWidth(segment);
    if (used + width > columns) break;
    used += width;
    end += segment.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** After these a long word may be broken without hurting: JSON, addresses, paths. */
const breakable = /[,;:{}[\]&?/=]/;

/** As `splitAt`, but rather after a sign that parts the word, if one stands in the second half of the line. */
function splitWord(word: string, columns: number): [string, string] {
  const [head, tail] = splitAt(word, columns);
  for (let end = head.length; end > head.length / 2; end--) {
    if (breakable.test(head[end - 1] ?? '')) return [head.slice(0, end), head.slice(end) + tail];
  }
  return [head, tail];
}

/**
 * `text` in lines at most `columns` wide: broken at spaces where there are any, inside a word where one is too long.
 * Line feeds of the text are kept; an empty text is one empty line.
 */
export function wrapText(text: string, columns: number): string[] {
  const width = Math.max(2, columns);
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of line.split(/(?<=\s)(?=\S)/)) {
    if (displayWidth(current + piece.trimEnd()) <= width) {
      current += piece;
      continue;
    }
    if (current.trimEnd()) lines.push(current.trimEnd());
    current = piece;
    while (displayWidth(current.trimEnd()) > width) {
      const [head, tail] = splitWord(current, width);
      if (!head) break;
      lines.push(head);
      current = tail;
    }
  }
  lines.push(current.trimEnd());
  return lines;
}

/** A word after which a shell command may go on in the next line without a backslash. */
const endsStatement = /(^|[^\\])(;|&|\|)$/;

/**
 * A shell command in lines that can still be selected and pasted: one that is too long has a line for each statement, and
 * what is still too long is broken between words, with a backslash. A word that is too long stays whole, for the terminal to
 * break softly.
 */
export function wrapCommand(command: string, columns: number): string[] {
  if (displayWidth(command) <= columns || command.includes('\n')) return command.split('\n');
  const lines: string[] = [];
  let current = '';
  const breakHere = () => {
    lines.push(endsStatement.test(current) ? current : `${current} \\`);
    current = '';
  };
  for (const statement of shellStatements(command)) {
    if (current) breakHere();
    for (const [index, word] of statement.entries()) {
      if (current && displayWidth(`${current} ${word}`) > columns - 2) breakHere();
      // What goes on with a statement is indented, a statement of its own is not.
      if (current) current = `${current} ${word}`;
      else current = index === 0 ? word : `  ${word}`;
    }
  }
  return [...lines, current];
}

/** The words of each statement of a command. */
function shellStatements(command: string): string[][] {
  const statements: string[][] = [[]];
  for (const word of shellWords(command)) {
    statements.at(-1)?.push(word);
    if (endsStatement.test(word)) statements.push([]);
  }
  return statements.filter((words) => words.length > 0);
}

/** The command cut at spaces outside quotes; the quotes stay, and an option stays with its value. */
function shellWords(command: string): string[] {
  const words = command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+/g) ?? [command];
  const groups: string[] = [];
  for (const [index, word] of words.entries()) {
    const before = words[index - 1] ?? '';
    if (/^-[^=]*$/.test(before) && !word.startsWith('-')) groups.push(`${groups.pop()} ${word}`);
    else groups.push(word);
  }
  return groups;
}
