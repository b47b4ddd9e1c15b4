import { withoutMarks } from '../language/inline-code.ts';
import { duration } from './format.ts';
import { type Html, html } from './html.ts';
import { renderEvidenceList } from './render-evidence.ts';
import { renderTimeline } from './render-timeline.ts';
import { type AttemptState, type CheckState, waitsFor } from './state.ts';
import { renderLines } from './transcript.ts';
import { mark, verdict } from './verdict-mark.ts';
import { said, shortId, type View, written } from './view.ts';

/** Milliseconds a check took, or has taken so far. */
function tookMs(state: AttemptState, check: CheckState): number | undefined {
  if (check.result) return check.result.durationMs;
  return check.startedMs === undefined ? undefined : state.nowMs - check.startedMs;
}

/** The line of a check in the list. */
export function renderRow(state: AttemptState, check: CheckState, view: View): Html {
  const took = check.standing === 'skipped' ? undefined : tookMs(state, check);
  return html`${mark(check.standing)}<span class="row-title">${written(check.title, view)}</span><span class="row-verdict is-${check.standing}"><span class="word">${view.words.verdicts[check.standing]}</span>${
    took !== undefined && html` <span class="took">${duration(took, view.language)}</span>`
  }</span>`;
}

/** Everything about a check but its timeline and transcript. */
export function renderEvidence(state: AttemptState, check: CheckState, view: View): Html {
  const { attempt: w, verdicts } = view.words;
  const took = tookMs(state, check);
  const head = html`<header><h3>${written(check.title, view)}</h3><p>${verdict(check.standing, verdicts)}${
    took !== undefined && html` <span class="took">${duration(took, view.language)}</span>`
  } <code>${shortId(check.id)}</code></p></header>`;
  const property = written(view.properties[check.id], view);
  const promise = property.text && html`<p class="sentence">${property}</p>`;
  if (check.standing === 'running') return html`${head}${promise}${renderRunning(state, check, view)}`;
  const result = check.result;
  if (!result) return html`${head}${promise}<p class="soft">${w.untriedText}</p>`;
  const plain = check.standing === 'skipped' ? w.skippedText : property.text ? property : w.passedText;
  const sentence = result.message ? written(result.message, view) : plain;
  const shown = { ...result, lesson: check.standing === 'passed' ? null : result.lesson };
  return html`${head}<p class="sentence">${sentence}</p>${renderEvidenceList(shown, view)}`;
}

function renderRunning(state: AttemptState, check: CheckState, view: View): Html {
  const { attempt: w } = view.words;
  const soFar = Math.max(0, state.nowMs - (check.startedMs ?? state.nowMs));
  const waits = written(waitsFor(check), view);
  return html`<div class="waiting"><p>${waits.text && html`<span class="soft">${w.running}:</span> ${waits}`}</p><progress max="${check.deadlineMs}" value="${Math.min(soFar, check.deadlineMs)}"></progress><p class="soft">${w.elapsed} ${duration(soFar, view.language)}, ${w.runningAtMost} ${duration(check.deadlineMs, view.language)}</p></div>`;
}

/** The whole panel of a check: the parts that change have names of their own. */
export function renderPanel(state: AttemptState, check: CheckState, view: View): Html {
  const id = shortId(check.id);
  return html`<article class="panel" id="check-${id}" tabindex="-1" data-panel="${check.id}"><div data-part="evidence:${check.id}">${renderEvidence(state, check, view)}</div><div data-part="timeline:${check.id}">${renderTimeline(state, check, view)}</div><h4 ${
    check.lines.length === 0 && html`hidden`
  }>${view.words.attempt.transcript}</h4><ol class="transcript" tabindex="0" aria-label="${view.words.attempt.transcript}: ${withoutMarks(said(check.title, view))}" data-lines="${check.id}">${renderLines(check.lines, view, state.id)}</ol></article>`;
}
