import type { Line } from '../attempt/state.ts';
import { foldSummary, linesAtMost, renderLine, renderLines, renderRest, runs } from '../attempt/transcript.ts';
import type { View } from '../attempt/view.ts';

const drawnLines = new WeakMap<Element, number>();

/**
 * Brings a transcript up to date by adding to its end. Nodes that stand are not replaced, so a selection and the place
 * that is being read stay; of a folded run only the words on the fold change.
 */
export function appendLines(list: Element, lines: readonly Line[], view: View, id: string): void {
  const before = drawnLines.get(list) ?? list.querySelectorAll('.line').length;
  drawnLines.set(list, lines.length);
  if (before === lines.length) return;
  const heading = list.previousElementSibling;
  if (heading?.tagName === 'H4') (heading as HTMLElement).hidden = false;
  if (before === 0) {
    list.innerHTML = renderLines(lines, view, id).text;
    return;
  }
  let seen = 0;
  for (const { shown, folded } of runs(lines.slice(0, linesAtMost))) {
    for (const line of shown) if (seen++ >= before) list.insertAdjacentHTML('beforeend', renderLine(line, view).text);
    if (seen + folded.length > before && folded.length > 0) grow(list, folded, Math.max(0, before - seen), view);
    seen += folded.length;
  }
  if (lines.length <= linesAtMost) return;
  list.querySelector('.rest')?.remove();
  list.insertAdjacentHTML('beforeend', renderRest(lines.length - linesAtMost, view, id).text);
}

function grow(list: Element, folded: readonly Line[], from: number, view: View): void {
  if (from === 0) {
    list.insertAdjacentHTML('beforeend', '<li class="fold"><details><summary></summary><ol></ol></details></li>');
  }
  const fold = list.lastElementChild!;
  fold.querySelector('summary')!.textContent = foldSummary(folded, view);
  const inner = fold.querySelector('ol')!;
  for (const line of folded.slice(from)) inner.insertAdjacentHTML('beforeend', renderLine(line, view).text);
}
