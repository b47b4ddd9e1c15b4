import { type Html, html } from './html.ts';
import { renderPanel, renderRow } from './render-check.ts';
import { renderCommand } from './render-evidence.ts';
import { renderHead, renderNotice, replayCommand } from './render-head.ts';
import { renderPhases } from './render-phases.ts';
import type { AttemptState } from './state.ts';
import { renderLines } from './transcript.ts';
import { shortId, type View } from './view.ts';

/** The page of an attempt below its title. The same function draws it on the server and after a restart in the browser. */
export function renderAttempt(state: AttemptState, view: View): Html {
  const { attempt: w } = view.words;
  return html`<div class="attempt-head" data-part="head">${renderHead(state, view)}</div>
<div data-part="notice">${renderNotice(state, view)}</div>
<section class="phases" data-part="phases">${renderPhases(state, view)}</section>
<div class="attempt-checks" data-part="checks">${renderChecks(state, view)}</div>
<details class="around" ${state.verdict === 'ungradable' && html`open`}><summary>${w.aroundChecks}</summary><ol class="transcript" tabindex="0" aria-label="${w.aroundChecks}" data-lines="">${renderLines(state.lines, view, state.id)}</ol></details>
<section class="replay"><h2>${w.replay}</h2>${renderCommand(replayCommand(state, view), view)}</section>`;
}

/** The list of checks and their panels. Drawn anew only when the checks become known: nobody reads them before. */
export function renderChecks(state: AttemptState, view: View): Html {
  if (state.checks.length === 0) return html``;
  const rows = state.checks.map(
    (check) =>
      html`<li><a href="#check-${shortId(check.id)}" data-row="${check.id}" data-part="row:${check.id}">${renderRow(state, check, view)}</a></li>`,
  );
  return html`<nav class="rows" aria-label="${view.words.attempt.checks}"><h2>${view.words.attempt.checks}</h2><ol>${rows}</ol></nav><div class="panels">${state.checks.map(
    (check) => renderPanel(state, check, view),
  )}</div>`;
}
