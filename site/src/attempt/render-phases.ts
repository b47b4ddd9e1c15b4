import { duration } from './format.ts';
import { type Html, html } from './html.ts';
import type { AttemptState } from './state.ts';
import type { View } from './view.ts';

const percent = (part: number, whole: number) => `${whole > 0 ? ((part / whole) * 100).toFixed(2) : 0}%`;

/** Where the time went: one bar to scale, and the same in words with the time spent in the queue. */
export function renderPhases(state: AttemptState, view: View): Html {
  const { attempt: w } = view.words;
  if (state.phases.length === 0) return html``;
  const total = Math.max(state.durationMs ?? 0, state.nowMs, 1);
  const lengthOf = (phase: AttemptState['phases'][number]) => phase.durationMs ?? Math.max(0, total - phase.startedMs);
  const bars = state.phases.map(
    (phase) =>
      html`<rect class="phase-${phase.name} ${phase.outcome === 'failed' ? 'phase-broke' : ''}" x="${percent(phase.startedMs, total)}" width="${percent(lengthOf(phase), total)}" y="0" height="16"></rect>`,
  );
  const items = state.phases.map(
    (phase) =>
      html`<li class="${phase.outcome === 'failed' ? 'is-failed' : ''}"><svg width="10" height="10" aria-hidden="true"><rect class="phase-${phase.name}" width="10" height="10"></rect></svg>${w.phaseNames[phase.name]} <b>${duration(lengthOf(phase), view.language)}</b>${
        phase.outcome &&
        phase.outcome !== 'done' &&
        html` <span class="verdict">${phase.outcome === 'failed' ? '✕ ' : '– '}${w.outcome[phase.outcome]}</span>`
      }</li>`,
  );
  return html`<h2 class="visually-hidden">${w.phases}</h2><svg class="phase-bar" width="100%" height="16" aria-hidden="true">${bars}</svg><ol class="phase-list">${items}${
    state.queuedMs !== undefined &&
    html`<li class="queued">${w.waited} <b>${duration(state.queuedMs, view.language)}</b></li>`
  }</ol>`;
}
