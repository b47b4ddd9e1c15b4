import { type Html, html } from './html.ts';
import type { Standing } from './state.ts';

/** The shape of each verdict. The running mark turns only where motion is welcome. */
export const marks: Record<Standing | 'queued', string> = {
  passed: '●',
  failed: '✕',
  ungradable: '◇',
  errored: '⚠',
  skipped: '–',
  untried: '○',
  running: '◔',
  queued: '○',
};

/** The shape alone; what stands beside it says the word. */
export function mark(standing: Standing | 'queued'): Html {
  return html`<span class="mark is-${standing}" aria-hidden="true">${marks[standing]}</span>`;
}

/** Shape, word and colour of a verdict. */
export function verdict(standing: Standing | 'queued', words: Record<Standing | 'queued', string>): Html {
  return html`<span class="verdict is-${standing}"><span class="mark" aria-hidden="true">${marks[standing]}</span>${words[standing]}</span>`;
}
