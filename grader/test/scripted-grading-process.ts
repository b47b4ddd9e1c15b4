/** Stands in for the process that grades: the seed says what becomes of it. */
import { answerServer } from '../src/runner/answer-server.ts';
import { exampleEvents } from './example-attempt.ts';
import { exampleCatalogue } from './example-lab.ts';
import { heldUntil, scriptedEngine } from './scripted-engine.ts';

const { grade } = scriptedEngine(async function* (asked) {
  if (asked.seed === 1) yield* heldUntil(new Promise(() => setInterval(() => undefined, 60_000)))(asked);
  else if (asked.seed === 2) {
    yield* exampleEvents(asked.attemptId).slice(0, 2);
    process.exit(9);
  } else yield* exampleEvents(asked.attemptId, { lines: 500 });
});
await answerServer(grade, exampleCatalogue());
process.exit(0);
