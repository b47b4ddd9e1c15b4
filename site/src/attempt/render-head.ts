import { inlineCode } from '../language/inline-code.ts';
import { duration } from './format.ts';
import { Html, html } from './html.ts';
import { renderEvidenceList } from './render-evidence.ts';
import { type AttemptState, passedCount } from './state.ts';
import { verdict } from './verdict-mark.ts';
import { type View, written } from './view.ts';

/** One line of facts: what was graded, with which seed, what came of it, how long it took. */
export function renderHead(state: AttemptState, view: View): Html {
  const { attempt: w, verdicts } = view.words;
  const standing = state.verdict ?? (state.status === 'queued' ? 'queued' : 'running');
  const mistake = state.source.kind === 'mutant' ? (view.mistakes[state.source.name] ?? state.source.name) : '';
  const source = w.sources[state.source.kind as keyof typeof w.sources] ?? state.source.kind;
  const took = state.durationMs ?? (state.status === 'running' ? state.nowMs : undefined);
  return html`<p class="attempt-verdict is-${standing}">${verdict(standing, verdicts)}${
    state.checks.length > 0 && html`<span>${passedCount(state)} ${w.of} ${state.checks.length} ${w.checksPassed}</span>`
  }${took !== undefined && html`<span>${duration(took, view.language)}</span>`}</p>
<p class="attempt-source">${source}${mistake && html`: <b>${new Html(inlineCode(mistake))}</b>`}</p>
<p class="attempt-facts"><code>${state.lab}</code> <span>${w.seed} <code>${state.seed}</code></span>${
    state.startedAt &&
    html` <span>${w.started} <time datetime="${state.startedAt}">${state.startedAt.replace('T', ' ').slice(0, 19)} UTC</time></span>`
  }</p>`;
}

/** What has to be said before anything else: in the queue, our fault, ungradable. Empty when the checks say it all. */
export function renderNotice(state: AttemptState, view: View): Html {
  const { attempt: w } = view.words;
  if (state.status === 'queued') {
    const place = state.position ? `${w.queuedText} ${state.position}. ${w.queuedGoesOn}` : w.queuedGoesOn;
    return html`<div class="notice is-queued"><p>${state.position === 1 ? w.queuedNext : place}</p></div>`;
  }
  if (state.status === 'running' && state.checks.length === 0) {
    return html`<div class="notice is-running"><p>${w.preparing}</p></div>`;
  }
  if (state.verdict === 'errored' || state.verdict === 'ungradable') {
    const [title, text] =
      state.verdict === 'errored' ? [w.erroredTitle, w.erroredText] : [w.ungradableTitle, w.ungradableText];
    return html`<div class="notice is-${state.verdict}"><h2>${title}</h2><p>${written(text, view)}</p>${state.problem && renderProblem(state, view)}</div>`;
  }
  return html``;
}

function renderProblem({ problem }: AttemptState, view: View): Html {
  if (!problem) return html``;
  return html`<p class="problem">${written(problem.message, view)}</p>${renderEvidenceList(problem, view)}`;
}

/** The command that grades the same in a terminal. */
export function replayCommand(state: AttemptState, view: View): string {
  if (state.source.kind === 'mutant') return `npx orkestr labs verify ${state.lab} --mutant ${state.source.name}`;
  return `npx orkestr grade ${view.reference ?? '.'} --lab ${state.lab} --seed ${state.seed}`;
}
