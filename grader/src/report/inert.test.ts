import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../lab/index.ts';
import { hideOurPaths, inert } from './inert.ts';

describe('text of strangers', () => {
  it.each([
    ['colours go', '\u001b[31mred\u001b[0m', 'red'],
    ['cursor moves are spelled out', '\u001b[2J\u001b[1;1Hforged', '\\x1b[2J\\x1b[1;1Hforged'],
    ['window titles are spelled out', '\u001b]0;pwned\u0007', '\\x1b]0;pwned\\x07'],
    ['eight-bit introducers too', '\u009b2J', '\\x9b2J'],
    ['a line cannot be written over', 'failed\rpassed', 'failed\\x0dpassed'],
    ['line feeds stay', 'a\r\nb\nc', 'a\nb\nc'],
    ['writing is not turned round', 'abc\u202edef', 'abc\\u202edef'],
    ['nothing hides in spaces without width', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['half a pair becomes the replacement character', 'a\ud800b', 'a\ufffdb'],
    ['emoji of several parts stay whole', '👩‍💻', '👩‍💻'],
    ['tabs become spaces', 'a\tb', 'a  b'],
  ])('%s', (_name, given, expected) => {
    expect(inert(given)).toBe(expected);
  });

  it('does not tell where we live', () => {
    const temporary = join(tmpdir(), 'orkestr-mutant-a1B2c3', 'src/app.ts');
    expect(hideOurPaths(`at ${temporary}:3, ${repositoryRoot}/grader/src/x.ts`)).toBe(
      'at source:/src/app.ts:3, orkestr:/grader/src/x.ts',
    );
  });
});
