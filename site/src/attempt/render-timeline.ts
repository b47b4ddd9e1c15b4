import { counted } from '../language/plural.ts';
import { type Html, html } from './html.ts';
import type { AttemptState, CheckState } from './state.ts';
import { type Timeline, ticks, timelineOf } from './timeline.ts';
import type { View } from './view.ts';

const x = (share: number) => `${(share * 100).toFixed(2)}%`;
const lanesY = { faults: 16, requests: 46, log: 74 };

/** Faults, the grader's requests, and the service's own log lines on one clock. */
export function renderTimeline(state: AttemptState, check: CheckState, view: View): Html {
  const lanes = timelineOf(state, check);
  if (!lanes) return html``;
  const { attempt: w } = view.words;
  const summary = [
    lanes.faults.length === 0 ? w.noFaults : counted(lanes.faults.length, w.laneWords.faults, view.language),
    counted(lanes.requests.length, w.laneWords.requests, view.language),
    counted(lanes.log.length, w.laneWords.log, view.language),
  ].join(', ');
  return html`<h4>${w.timeline}</h4><div class="timeline"><ul aria-hidden="true"><li>${w.lanes.faults}</li><li>${w.lanes.requests}</li><li>${w.lanes.log}</li></ul><svg width="100%" height="112" role="img" aria-label="${w.timeline}: ${summary}">${[
    axis(lanes, view),
    lanes.faults.map((span) => fault(span, view)),
    lanes.requests.map(
      (span) =>
        html`<circle class="request" cx="${x(span.from)}" cy="${lanesY.requests}" r="3.4"><title>${span.text}</title></circle>`,
    ),
    lanes.log.map(
      (span) =>
        html`<line class="log" x1="${x(span.from)}" x2="${x(span.from)}" y1="${lanesY.log - 7}" y2="${lanesY.log + 7}"><title>${span.text}</title></line>`,
    ),
  ]}</svg></div><p class="timeline-words">${w.timelineText} ${summary}.</p>`;
}

function axis({ startMs, endMs }: Timeline, view: View): Html {
  const share = (at: number) => (at - startMs) / (endMs - startMs);
  const lines = Object.values(lanesY).map((y) => html`<line class="lane" x1="0" x2="100%" y1="${y}" y2="${y}"></line>`);
  const marks = ticks(startMs, endMs).map(
    (at) =>
      html`<line class="tick" x1="${x(share(at))}" x2="${x(share(at))}" y1="2" y2="92"></line><text x="${x(share(at))}" y="108" text-anchor="middle">${(at / 1000).toLocaleString(view.language, { maximumFractionDigits: 1 })} ${view.words.seconds}</text>`,
  );
  return html`${lines}${marks}`;
}

function fault(span: Timeline['faults'][number], view: View): Html {
  const kind = view.words.attempt.faultKinds[span.kind as keyof View['words']['attempt']['faultKinds']];
  const label = `${span.target} ${kind}`;
  const toRight = span.from < 0.35;
  return html`<rect class="fault" x="${x(span.from)}" y="${lanesY.faults - 13}" width="${x(Math.max(span.to - span.from, 0.004))}" height="26"></rect><text class="fault-label" x="${x(toRight ? span.from : span.to)}" dx="${toRight ? 6 : -6}" y="${lanesY.faults + 5}" text-anchor="${toRight ? 'start' : 'end'}">${label}</text>`;
}
