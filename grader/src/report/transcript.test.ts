import { describe, expect, it } from 'vitest';
import type { GradeEvent } from '../contract/index.ts';
import { lessonsAt } from './evidence-lines.ts';
import { displayWidth } from './fit-text.ts';
import { sampleAttempt, sampleEvents, sampleUngradable } from './sample-attempt.ts';
import { painter } from './style.ts';
import { createTranscript, type TranscriptOptions } from './transcript.ts';

function transcriptOf(events: readonly GradeEvent[], options: Partial<TranscriptOptions> = {}): string {
  const transcript = createTranscript({
    language: 'en',
    width: 80,
    paint: painter(false),
    lessonUrl: lessonsAt('http://localhost:4321'),
    ...options,
  });
  return events.map(transcript).join('');
}

describe('the transcript', () => {
  it('tells of a failed check: who did what, expected, received, hint, lesson', () => {
    expect(transcriptOf(sampleEvents())).toMatchSnapshot();
  });

  it('is as good in Russian and on a narrow terminal', () => {
    expect(transcriptOf(sampleEvents(), { language: 'ru', width: 40, phases: true })).toMatchSnapshot();
  });

  it('tells why nothing could be checked', () => {
    expect(transcriptOf(sampleEvents(sampleUngradable()))).toMatchSnapshot();
  });

  it.each([30, 40, 60, 80, 120])('keeps to %i columns, apart from words that must stay whole', (width) => {
    for (const language of ['en', 'ru'] as const) {
      for (const attempt of [sampleAttempt(), sampleUngradable()]) {
        const lines = transcriptOf(sampleEvents(attempt), { width, language, phases: true }).split('\n');
        const wide = lines.filter((line) => displayWidth(line) > width && !/https?:|^ +-[Hd] |--check/.test(line));
        expect(wide).toEqual([]);
      }
    }
  });

  it('says the same with and without colours', () => {
    const plain = transcriptOf(sampleEvents());
    const coloured = transcriptOf(sampleEvents(), { paint: painter(true) });
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '').replace(/ +$/gm, '')).toBe(
      plain,
    );
  });

  it('shows no line of a check that passed, unless asked', () => {
    const attempt = sampleAttempt();
    const passed = attempt.checks[0]?.id ?? '';
    const events = sampleEvents(attempt).flatMap((event): GradeEvent[] =>
      event.type === 'check-started' && event.check === passed
        ? [
            event,
            { type: 'line', at: event.at, speaker: 'grader', kind: 'request', text: 'curl -i /live', check: passed },
          ]
        : [event],
    );
    expect(transcriptOf(events)).not.toContain('/live\n');
    expect(transcriptOf(events, { verbose: true })).toContain('│ $ curl -i /live\n');
    expect(transcriptOf(events, { verbose: true })).toContain('build    │ Step 1/9');
  });

  it('shows a service that says the same a hundred times saying it once, with the number', () => {
    const check = 'todo/health.ready-follows-db';
    const line = (index: number, text: string): GradeEvent => {
      return { type: 'line', at: 3_000 + index, speaker: 'todo-service', kind: 'log', text, check };
    };
    const chatter = Array.from({ length: 100 }, (_, index) =>
      line(index, `{"time":${index},"level":"warn","error":"no database"}`),
    );
    const other = Array.from({ length: 20 }, (_, index) => line(200 + index, `event ${'x'.repeat(index)}`));
    const events = sampleEvents().flatMap((event) =>
      event.type === 'fault' && event.state === 'applied' ? [event, ...chatter, ...other] : [event],
    );
    const text = transcriptOf(events);
    expect(text).toContain('… 113 earlier lines left out; --verbose shows all');
    expect(text).toContain('paused postgres');
    const repeated = sampleEvents().flatMap((event) =>
      event.type === 'fault' && event.state === 'applied' ? [event, ...chatter] : [event],
    );
    expect(transcriptOf(repeated)).toContain(
      ['      0.66  todo-service │ warn  no database  {…}', '                         │ (and 99 like it before)'].join(
        '\n',
      ),
    );
    expect(transcriptOf(repeated, { verbose: true }).match(/no database/g)).toHaveLength(100);
  });

  it('lets nothing a service writes act on the terminal or on the runner that reads it', () => {
    const attempt = sampleAttempt();
    const hostile = '\u001b[2J\u001b]0;x\u0007\r● passed\n::error::forged\n##[add-path]/tmp\u202e';
    attempt.checks = attempt.checks.map((check) =>
      check.verdict === 'failed' ? { ...check, received: hostile, log: [hostile] } : check,
    );
    attempt.source.name = hostile;
    const text = transcriptOf(sampleEvents(attempt), { guardWorkflowCommands: true });
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    expect(text).not.toMatch(/^\s*::|##\[/m);
    expect(text).toContain('\\x1b[2J\\x1b]0;x\\x07\\x0d● passed');
  });

  it('cuts a huge answer and says so', () => {
    const attempt = sampleAttempt();
    attempt.checks = attempt.checks.map((check) =>
      check.verdict === 'failed' ? { ...check, received: 'x'.repeat(100_000) } : check,
    );
    const text = transcriptOf(sampleEvents(attempt));
    expect(text).toMatch(/… \d+ more characters/);
    expect(text.length).toBeLessThan(6_000);
  });
});
