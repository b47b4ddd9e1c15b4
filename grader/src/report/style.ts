import { styleText } from 'node:util';
import type { Verdict } from '../contract/index.ts';

/** What can be said of a piece of text by its look. */
export type Look = Verdict | 'heading' | 'quiet' | 'speaker' | 'command';

/** Gives text a look, or leaves it as it is where there are no colours. */
export type Paint = (look: Look, text: string) => string;

const formats = {
  passed: ['green'],
  failed: ['red', 'bold'],
  ungradable: ['yellow', 'bold'],
  errored: ['magenta', 'bold'],
  skipped: ['gray'],
  heading: ['bold'],
  quiet: ['gray'],
  speaker: ['cyan'],
  command: ['bold'],
} as const satisfies Record<Look, readonly string[]>;

/** Colours, or none: the caller decides once, by `wantsColour`. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_look, text) => text;
  return (look, text) => (text ? styleText([...formats[look]], text, { validateStream: false }) : text);
}

/**
 * Whether a stream should be given colours. FORCE_COLOR says yes (`0` and `false` say no), else NO_COLOR and TERM=dumb
 * say no, else it is a terminal or it is not.
 */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** A verdict's shape: it can be told from the others without any colour. */
export const shapes: Record<Verdict, string> = {
  passed: '●',
  failed: '✕',
  ungradable: '◇',
  errored: '⚠',
  skipped: '–',
};
