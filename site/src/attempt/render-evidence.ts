import type { Localizable } from 'orkestr/contract';
import { type Html, html } from './html.ts';
import { said, type View, written } from './view.ts';

/** What a failure shows, whether it is a check's or the whole attempt's. */
export interface Shown {
  expected: Localizable | null;
  received: Localizable | null;
  hint: Localizable | null;
  command: string | null;
  /** Reference of the section that teaches it: `track/lesson#section`. */
  lesson?: string | null;
  log: readonly string[];
}

/** Expected, received, one hint, the command that shows it, where to read, the service's last lines. Nothing where nothing is known. */
export function renderEvidenceList(shown: Shown, view: View): Html {
  const { attempt: w } = view.words;
  const row = (name: string, text: Html | string, className = '') =>
    String(text) && html`<dt>${name}</dt><dd class="${className}">${text}</dd>`;
  const rows = html`${row(w.expected, said(shown.expected, view), 'exact')}${row(w.received, said(shown.received, view), 'exact got')}${row(
    w.hint,
    written(shown.hint, view),
  )}${shown.command && row(w.seeIt, renderCommand(shown.command, view))}${
    shown.lesson && row(w.read, html`<a href="${lessonHref(shown.lesson, view)}">${w.readLink}</a>`)
  }${shown.log.length > 0 && row(w.serviceLog, html`<pre tabindex="0">${shown.log.join('\n')}</pre>`)}`;
  return rows.text ? html`<dl class="evidence">${rows}</dl>` : html``;
}

/** A command to copy. The button shows itself only where it can work. */
export function renderCommand(command: string, { words }: View): Html {
  return html`<copy-command><pre tabindex="0"><code>${command}</code></pre><button type="button" class="tool" data-done="${words.attempt.copied}">${words.attempt.copy}</button></copy-command>`;
}

/** `track/lesson#section` as an address in the view's language. */
export function lessonHref(reference: string, { language }: View): string {
  const [lesson, section] = reference.split('#');
  return `/${language}/${lesson}/${section ? `#${section}` : ''}`;
}
