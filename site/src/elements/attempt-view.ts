import './copy-command.ts';
import type { AttemptRecord, GradeEvent } from 'orkestr/contract';
import { renderAttempt, renderChecks } from '../attempt/render-attempt.ts';
import { renderEvidence, renderRow } from '../attempt/render-check.ts';
import { renderHead, renderNotice } from '../attempt/render-head.ts';
import { renderPhases } from '../attempt/render-phases.ts';
import { renderTimeline } from '../attempt/render-timeline.ts';
import { type AttemptState, fold, initialState, restart } from '../attempt/state.ts';
import { said, type View } from '../attempt/view.ts';
import { appendLines } from './append-lines.ts';
import { CheckSelection } from './check-selection.ts';

interface Given {
  record: AttemptRecord;
  view: View;
  /** Sequence number of the last event the page was rendered with. */
  sequence: number;
}

/**
 * `<attempt-view>`: brings a server-rendered attempt to life. A recorded one only gets its list of checks to choose from;
 * a running one follows the event stream. Parts that did not change are not touched, transcripts only grow.
 */
class AttemptView extends HTMLElement {
  #given!: Given;
  #state!: AttemptState;
  #drawn = new Map<string, string>();
  #selection!: CheckSelection;
  #source: EventSource | undefined;
  #scheduled = false;
  #clock: { nowMs: number; at: number } | undefined;

  connectedCallback() {
    this.#given = JSON.parse(document.getElementById('attempt-given')!.textContent!) as Given;
    this.#selection = new CheckSelection(this);
    for (const time of this.querySelectorAll('time')) this.#localTime(time);
    this.querySelector('[data-again]')?.addEventListener('click', () => void this.#again());
    if (this.#given.record.status === 'ended') {
      this.#selection.settle();
      return;
    }
    this.#state = initialState(this.#given.record);
    this.#connect();
  }

  disconnectedCallback() {
    this.#source?.close();
  }

  #connect() {
    const source = new EventSource(`/api/attempts/${this.#given.record.id}/events`);
    this.#source = source;
    source.addEventListener('message', ({ data, lastEventId }) => {
      fold(this.#state, JSON.parse(data) as GradeEvent);
      this.#clock = { nowMs: this.#state.nowMs, at: performance.now() };
      if (Number(lastEventId) >= this.#given.sequence) this.#schedule();
    });
    source.addEventListener('queued', ({ data }) => {
      const { position, canGrade } = JSON.parse(data) as { position: number; canGrade?: boolean };
      Object.assign(this.#state, { status: 'queued', position });
      this.#say(canGrade === false ? this.#given.view.words.attempt.queuedImages : '');
      this.#schedule();
    });
    source.addEventListener('restart', () => {
      restart(this.#state);
      this.#given.sequence = 0;
      this.#redraw();
      this.#say(this.#given.view.words.attempt.restarted);
    });
    source.addEventListener('end', () => {
      source.close();
      this.#draw();
      this.#say('');
      this.querySelector<HTMLElement>('[data-again]')!.hidden = false;
      this.#selection.settle();
    });
    source.addEventListener('open', () => this.#say(''));
    source.addEventListener('error', () => {
      const { reconnecting, lost } = this.#given.view.words.attempt;
      this.#say(source.readyState === EventSource.CLOSED ? lost : reconnecting);
    });
    this.#tick();
  }

  /** Once a second while something runs: its time so far. */
  #tick() {
    const timer = setInterval(() => {
      if (this.#source?.readyState === EventSource.CLOSED) clearInterval(timer);
      if (this.#state.status !== 'running' || !this.#clock) return;
      this.#state.nowMs = this.#clock.nowMs + (performance.now() - this.#clock.at);
      this.#schedule();
    }, 1000);
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #redraw() {
    this.#drawn.clear();
    this.querySelector('[data-body]')!.innerHTML = renderAttempt(this.#state, this.#given.view).text;
  }

  #part(name: string, text: string) {
    if (this.#drawn.get(name) === text) return;
    this.#drawn.set(name, text);
    const part = this.querySelector(`[data-part="${name}"]`);
    if (part) part.innerHTML = text;
  }

  #draw() {
    const state = this.#state;
    const view = this.#given.view;
    this.#part('head', renderHead(state, view).text);
    this.#part('notice', renderNotice(state, view).text);
    this.#part('phases', renderPhases(state, view).text);
    if (state.checks.length !== this.querySelectorAll('[data-row]').length) {
      this.querySelector('[data-part="checks"]')!.innerHTML = renderChecks(state, view).text;
    }
    for (const check of state.checks) {
      this.#part(`row:${check.id}`, renderRow(state, check, view).text);
      this.#part(`evidence:${check.id}`, renderEvidence(state, check, view).text);
      this.#part(`timeline:${check.id}`, renderTimeline(state, check, view).text);
      appendLines(this.querySelector(`[data-lines="${check.id}"]`)!, check.lines, view, state.id);
    }
    appendLines(this.querySelector('[data-lines=""]')!, state.lines, view, state.id);
    for (const time of this.querySelectorAll<HTMLTimeElement>('time:not([title])')) this.#localTime(time);
    const last = state.checks.findLast(({ result }) => result);
    const current = state.checks.find(({ standing }) => standing === 'running') ?? last ?? state.checks[0];
    if (current && state.status === 'running') this.#selection.follow(current.id);
    if (last) this.#announce(`${said(last.title, view)}: ${view.words.verdicts[last.standing]}`);
  }

  #announce(text: string) {
    const region = this.querySelector('[data-announce]')!;
    if (region.textContent !== text) region.textContent = text;
  }

  #say(text: string) {
    this.querySelector('[data-connection]')!.textContent = text;
  }

  #localTime(time: HTMLTimeElement) {
    const when = new Date(time.dateTime);
    time.title = when.toISOString();
    time.textContent = when.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'medium' });
  }

  async #again() {
    const { lab, source } = this.#given.record;
    const response = await fetch('/api/attempts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lab, source }),
    }).catch(() => undefined);
    const answer = (await response?.json().catch(() => undefined)) as { id?: string; error?: string } | undefined;
    if (answer?.id) location.assign(`/attempts/${answer.id}`);
    else this.#say(answer?.error ?? this.#given.view.words.attempt.lost);
  }
}
customElements.define('attempt-view', AttemptView);
