import { describe, expect, it } from 'vitest';
import { failedHealthAttempt } from '../../test/recorded-attempt.ts';
import { words } from '../language/words.ts';
import { clock, duration, size } from './format.ts';
import { html } from './html.ts';
import { renderAttempt } from './render-attempt.ts';
import { replayCommand } from './render-head.ts';
import { type AttemptState, fold, initialState, passedCount, restart, waitsFor } from './state.ts';
import { ticks, timelineOf } from './timeline.ts';
import { foldSummary, linesInSight, renderLine, renderLines, runs } from './transcript.ts';
import { viewOf } from './view.ts';

const english = viewOf('en', words('en'), undefined, undefined);
const russian = viewOf('ru', words('ru'), undefined, undefined);

/** The recorded attempt up to the event that `last` recognises. */
function upTo(last: (event: { type: string; check?: string | null }) => boolean): AttemptState {
  const { record, events } = failedHealthAttempt();
  const state = initialState({ ...record, status: 'running', attempt: null, verdict: null });
  for (const { event } of events) {
    fold(state, event);
    if (last(event)) break;
  }
  return state;
}

describe('the state of an attempt', () => {
  it('ends as the report says', () => {
    const state = upTo(() => false);
    expect(state).toMatchObject({ status: 'ended', verdict: 'failed', durationMs: 12_410 });
    expect(passedCount(state)).toBe(6);
    expect(state.checks).toHaveLength(7);
    expect(state.phases.map(({ outcome }) => outcome)).toEqual(Array(7).fill('done'));
  });

  it('knows every check before the first has run', () => {
    const state = upTo(({ type }) => type === 'attempt-started');
    expect(state.checks.map(({ standing }) => standing)).toEqual(Array(7).fill('untried'));
  });

  it('shows what a running check waits for', () => {
    const state = upTo(({ type }) => type === 'fault');
    const check = state.checks[1]!;
    expect(check.standing).toBe('running');
    expect(waitsFor(check)).toMatchObject({ en: expect.stringContaining('Pausing postgres') });
  });

  it('gives the lines of the service to the check that runs while they are said', () => {
    const state = upTo(() => false);
    expect(state.checks[1]!.lines.some(({ speaker }) => speaker === 'todo-service')).toBe(true);
    expect(state.lines.every(({ speaker }) => ['build', 'grader', 'migrate', 'todo-service'].includes(speaker))).toBe(
      true,
    );
    expect(state.lines.at(-1)?.at).toBeLessThan(2400);
  });

  it('is the same from the report alone, without transcript', () => {
    const state = initialState(failedHealthAttempt().record);
    expect(state).toMatchObject({ status: 'ended', verdict: 'failed', queuedMs: 900 });
    expect(state.checks[1]?.result?.code).toBe('still-ready');
  });

  it('forgets everything when the attempt begins anew', () => {
    const state = upTo(() => false);
    restart(state);
    expect(state).toMatchObject({ status: 'queued', checks: [], phases: [], lines: [], faults: [] });
    expect(state.verdict).toBeUndefined();
  });
});

describe('the timeline', () => {
  it('puts faults, requests and log lines on the clock of the check', () => {
    const state = upTo(() => false);
    const lanes = timelineOf(state, state.checks[1]!)!;
    expect(lanes.faults).toHaveLength(1);
    expect(lanes.faults[0]).toMatchObject({ target: 'postgres', kind: 'pause', lasting: false });
    expect(lanes.faults[0]!.from).toBeGreaterThan(0);
    expect(lanes.faults[0]!.to).toBeLessThan(1);
    expect(lanes.requests).toHaveLength(52);
    expect(lanes.log.length).toBeGreaterThan(10);
  });

  it('lets a fault last until now while it is not lifted', () => {
    const state = upTo(({ type }) => type === 'fault');
    state.nowMs += 500;
    expect(timelineOf(state, state.checks[1]!)!.faults[0]).toMatchObject({ to: 1, lasting: true });
  });

  it('has nothing before the check began', () => {
    const state = upTo(({ type }) => type === 'attempt-started');
    expect(timelineOf(state, state.checks[0]!)).toBeUndefined();
  });

  it.each([
    [2400, 3040, [2600, 2800, 3000]],
    [3000, 8600, [4000, 6000, 8000]],
    [0, 40_000, [10_000, 20_000, 30_000]],
  ])('marks round seconds between %d and %d', (start, end, marks) => {
    expect(ticks(start, end)).toEqual(marks);
  });
});

describe('a transcript', () => {
  const log = (index: number, speaker = 'build') => ({
    at: index,
    speaker,
    kind: 'log' as const,
    text: `line ${index}`,
    check: null,
  });

  it('keeps the first lines of a long output in sight and folds the rest with its size', () => {
    const lines = Array.from({ length: 10 }, (_, index) => log(index));
    const [run] = runs(lines);
    expect(run!.shown).toHaveLength(linesInSight);
    expect(foldSummary(run!.folded, english)).toBe('build: + 6\u00a0lines, 42\u00a0B');
    expect(foldSummary(run!.folded, russian)).toBe('build: + 6\u00a0строк, 42\u00a0Б');
  });

  it('begins a new run when another speaks', () => {
    expect(runs([log(1), log(2, 'postgres'), log(3)])).toHaveLength(3);
  });

  it('folds a very long line and escapes what was said', () => {
    const line = renderLine({ ...log(1), text: `<script>${'x'.repeat(2000)}` }, english).text;
    expect(line).toContain('<details');
    expect(line).toContain('2.0\u00a0KB');
    expect(line).not.toContain('<script>');
  });

  it('draws at most two thousand lines and says where the rest is', () => {
    const text = renderLines(
      Array.from({ length: 2500 }, (_, index) => log(index)),
      english,
      'abc123',
    ).text;
    expect(text.match(/class="line /g)).toHaveLength(2000);
    expect(text).toContain('500\u00a0lines more');
    expect(text).toContain('/api/attempts/abc123/events');
  });
});

describe('formats', () => {
  it.each([
    [40, '40\u00a0ms', '40\u00a0мс'],
    [5240, '5.2\u00a0s', '5,2\u00a0с'],
    [99_960, '1\u00a0min 40\u00a0s', '1\u00a0мин 40\u00a0с'],
    [123_400, '2\u00a0min 3\u00a0s', '2\u00a0мин 3\u00a0с'],
  ])('%d ms', (ms, inEnglish, inRussian) => {
    expect(duration(ms, 'en')).toBe(inEnglish);
    expect(duration(ms, 'ru')).toBe(inRussian);
  });
  it('sizes and the clock', () => {
    expect(size(812, 'en')).toBe('812\u00a0B');
    expect(size(9318, 'en')).toBe('9.1\u00a0KB');
    expect(size(3 * 1024 * 1024, 'ru')).toBe('3,0\u00a0МБ');
    expect(clock(4120)).toBe('4.120');
  });
  it('escapes values and not what is HTML already', () => {
    expect(html`<p>${'<b>'}${html`<i>`}${null}${false}${[1, '&']}</p>`.text).toBe('<p>&#60;b&#62;<i>1&#38;</p>');
  });
});

describe('the page of an attempt', () => {
  it.each([
    ['en', english, ['✕', 'failed', '6 of 7 checks passed', 'expected', 'received', 'postgres paused', 'docker pause']],
    [
      'ru',
      russian,
      ['✕', 'не пройдено', '6 из 7 проверок пройдено', 'ждали', 'пришло', 'postgres заморожен', 'docker pause'],
    ],
  ] as const)('says everything in %s without any script or inline style', (_, view, all) => {
    const text = renderAttempt(
      upTo(() => false),
      view,
    ).text;
    for (const part of all) expect(text).toContain(part);
    expect(text).not.toMatch(/ style=| on[a-z]+=|<script/);
  });

  it('says where in the queue it is', () => {
    const { record } = failedHealthAttempt();
    const state = initialState({
      ...record,
      status: 'queued',
      position: 3,
      attempt: null,
      verdict: null,
      startedAt: null,
    });
    expect(renderAttempt(state, english).text).toContain('Position in the queue: 3.');
  });

  it.each(['errored', 'ungradable'] as const)('%s has its own words and shows the problem', (verdict) => {
    const { record } = failedHealthAttempt();
    const problem = {
      code: 'never-ready',
      message: { en: 'It never became ready.', ru: 'Так и не готов.' },
      expected: '200',
      received: '503',
      hint: null,
      command: null,
      log: ['boom'],
    };
    const state = initialState({ ...record, verdict, attempt: { ...record.attempt!, verdict, checks: [], problem } });
    const text = renderAttempt(state, english).text;
    expect(text).toContain(verdict === 'errored' ? 'This was our fault' : 'Could not be graded');
    expect(text).toContain('It never became ready.');
    expect(text).toContain('boom');
  });

  it('tells how to grade the same in a terminal', () => {
    const state = upTo(() => false);
    expect(replayCommand(state, english)).toBe('npx orkestr labs verify todo/health --mutant cached-readiness');
    state.source = { kind: 'reference', name: '' };
    expect(replayCommand(state, { ...english, reference: 'reference-solution/todo-service' })).toBe(
      'npx orkestr grade reference-solution/todo-service --lab todo/health --seed 81723',
    );
  });
});
