import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inLanguage, type Language, type Localizable } from '../contract/index.ts';

/** SGR sequences (colour, bold): a logger's taste, not information. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g');

/**
 * What a terminal or a reader's eye would obey instead of show: control characters, text-direction overrides, separators
 * and spaces without width. The zero-width joiner stays: emoji and several scripts are written with it.
 */
const unruly = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u00ad\u200b\u2060-\u2064\ufeff]/gu;

function visible(character: string): string {
  if (character === '\t') return '  ';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

/**
 * `text` as something that can only be read: nothing in it moves a cursor, changes a title or turns the writing round.
 * Line feeds stay, a carriage return before one goes, colours go, everything else unruly is spelled out (`\x1b`).
 */
export function inert(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(colours, '').toWellFormed().replace(unruly, visible);
}

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const escaped = (path: string) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const ours = new RegExp(`${escaped(tmpdir())}/orkestr-[\\w-]+|${escaped(root)}(?=/|\\b)`, 'g');

/** `text` without this machine's own folders: the checkout is called `orkestr:`, a temporary folder of ours `source:`. */
export function hideOurPaths(text: string): string {
  return text.replace(ours, (path) => (path === root ? 'orkestr:' : 'source:'));
}

/** The words of `value` for a reader: in their language, inert, without paths of ours. */
export function shown(value: Localizable, language: Language): string {
  return hideOurPaths(inert(inLanguage(value, language)));
}
