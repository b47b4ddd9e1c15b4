import { defineCheck } from 'orkestr/lab';
import { grade } from '../../grader/src/engine/grade.ts';
import { plainLab, plantSubmission } from './plain-service.ts';

/**
 * Run as a process by the test that kills it: grades the plain submission with a check that never ends by itself, and
 * prints each phase as it begins, `id` first.
 */
const words = { en: 'words', ru: 'слова' };
const hang = defineCheck({
  slug: 'hangs',
  title: words,
  property: words,
  deadlineMs: 120_000,
  failures: { never: { message: words, hint: words } },
  async run(check) {
    await check.startService({ waitFor: 'nothing' });
    await using _ = await check.postgres.faults.pause();
    process.stdout.write('hanging\n');
    await check.poll(() => false, { until: Boolean, deadlineMs: 110_000 });
  },
});

await using submission = await plantSubmission(process.argv[2] ? { 'note.txt': process.argv[2] } : {});
const cancel = new AbortController();
process.once('SIGINT', () => cancel.abort(new Error('interrupted')));
for await (const event of grade({
  lab: plainLab([hang]),
  source: { kind: 'folder', path: submission.folder },
  signal: cancel.signal,
})) {
  if (event.type === 'attempt-started') process.stdout.write(`id ${event.attempt.id}\n`);
  if (event.type === 'phase-started') process.stdout.write(`${event.phase}\n`);
  if (event.type === 'attempt-ended') process.stdout.write(`ended ${event.attempt.verdict}\n`);
}
