import { counted } from '../language/plural.ts';
import { clock, size } from './format.ts';
import { type Html, html } from './html.ts';
import type { Line } from './state.ts';
import { said, type View } from './view.ts';

/** Lines of a container's output that stay in sight before the rest of the run is folded. */
export const linesInSight = 4;
const longLine = 600;
/** Lines of one transcript that are drawn at all; the rest is named with the address that has everything. */
export const linesAtMost = 2000;

/** Does `line` go on with the output that `previous` was part of? */
export function sameRun(previous: Line | undefined, line: Line): boolean {
  return previous?.kind === 'log' && line.kind === 'log' && previous.speaker === line.speaker;
}

/** One line: when, who, what. A very long one is folded with its size. */
export function renderLine(line: Line, view: View): Html {
  const text = said(line.text, view);
  const body =
    text.length <= longLine
      ? html`<span class="said">${text}</span>`
      : html`<details class="said"><summary>${text.slice(0, 160)}… <b>${size(bytes(text), view.language)}</b></summary>${text}</details>`;
  return html`<li class="line kind-${line.kind}"><span class="at">${clock(line.at)}</span> <span class="speaker">${line.speaker}</span> ${body}</li>`;
}

/** What stands on a fold: how many lines, how large. */
export function foldSummary(lines: readonly Line[], view: View): string {
  const total = lines.reduce((sum, line) => sum + bytes(said(line.text, view)) + 1, 0);
  return `${lines[0]?.speaker ?? ''}: + ${counted(lines.length, view.words.attempt.lines, view.language)}, ${size(total, view.language)}`;
}

/** Splits a transcript into runs; of a long run of output only the first lines stay in sight. */
export function runs(lines: readonly Line[]): { shown: Line[]; folded: Line[] }[] {
  const all: { shown: Line[]; folded: Line[] }[] = [];
  let previous: Line | undefined;
  for (const line of lines) {
    if (!sameRun(previous, line)) all.push({ shown: [], folded: [] });
    const run = all.at(-1)!;
    (run.shown.length < linesInSight || line.kind !== 'log' ? run.shown : run.folded).push(line);
    previous = line;
  }
  return all;
}

/** A whole transcript as list items. */
export function renderLines(lines: readonly Line[], view: View, id: string): Html {
  const drawn = lines.slice(0, linesAtMost);
  const parts = runs(drawn).map(
    ({ shown, folded }) =>
      html`${shown.map((line) => renderLine(line, view))}${
        folded.length > 0 &&
        html`<li class="fold"><details><summary>${foldSummary(folded, view)}</summary><ol>${folded.map((line) => renderLine(line, view))}</ol></details></li>`
      }`,
  );
  return html`${parts}${lines.length > linesAtMost && renderRest(lines.length - linesAtMost, view, id)}`;
}

/** Says that the transcript goes on, and where it is whole. */
export function renderRest(count: number, view: View, id: string): Html {
  const { attempt: w } = view.words;
  return html`<li class="rest">${counted(count, w.lines, view.language)} ${w.moreLines} <a href="/api/attempts/${id}/events">/api/attempts/${id}/events</a></li>`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
