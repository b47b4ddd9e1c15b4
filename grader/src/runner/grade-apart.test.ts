import { expect, test } from 'vitest';
import { exampleEvents } from '../../test/example-attempt.ts';
import { exampleCatalogue } from '../../test/example-lab.ts';
import type { GradeEvent, RequestedSource } from '../contract/index.ts';
import { gradeApart } from './grade-apart.ts';

const grade = gradeApart(new URL('../../test/scripted-grading-process.ts', import.meta.url));
const source: RequestedSource = { kind: 'reference' };
const [lab] = exampleCatalogue();
const asked = (seed: number, signal = new AbortController().signal) => {
  return { lab: lab!, source, attemptId: 'apart1', seed, signal };
};

test('events come from another process, all of them and in order', async () => {
  const events: GradeEvent[] = [];
  for await (const event of grade(asked(0))) events.push(event);
  expect(events).toEqual(exampleEvents('apart1', { lines: 500 }));
});

test('a cancelled attempt is cleaned up over there, and ends', async () => {
  const cancelling = new AbortController();
  const events: GradeEvent[] = [];
  for await (const event of grade(asked(1, cancelling.signal))) {
    events.push(event);
    if (events.length === 4) cancelling.abort();
  }
  expect(events.at(-1)).toMatchObject({ type: 'attempt-ended', attempt: { verdict: 'errored' } });
});

test('a process that dies says so, and takes nobody with it', async () => {
  const events: GradeEvent[] = [];
  const following = (async () => {
    for await (const event of grade(asked(2))) events.push(event);
  })();
  await expect(following).rejects.toThrow('ended with 9 and no report');
  expect(events.length).toBeLessThanOrEqual(2);
});

test('who stops reading leaves no process behind', async () => {
  const events = grade(asked(1));
  expect((await events.next()).value).toMatchObject({ type: 'attempt-started' });
  await events.return(undefined as never);
  expect(await events.next()).toMatchObject({ done: true });
});
