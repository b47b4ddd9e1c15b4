/**
 * A server in miniature for the kill test: queues attempts, grades every second one, and says what was acknowledged, a
 * line each, with writes that cannot be lost in a buffer. Runs until it is killed.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../src/store/open-store.ts';
import { exampleAttempt } from './example-attempt.ts';

const [folder, prefix] = process.argv.slice(2) as [string, string];
const say = (line: string) => writeSync(1, `${line}\n`);
const store = await openStore(folder);
await store.leases.requeueAbandoned('all');
for (let number = 0; ; number++) {
  const id = `${prefix}n${String(number).padStart(5, '0')}`;
  await store.attempts.create({ id, lab: 'todo/health', source: { kind: 'reference' }, seed: number }, 1_000_000);
  say(`created ${id}`);
  if (number % 2 === 1) continue;
  const claim = await store.leases.claim(prefix, 30_000);
  if (!claim) throw new Error('the queue cannot be empty here');
  await store.leases.append(claim.lease, [{ seq: 1, json: JSON.stringify('x'.repeat(3_000)) }]);
  await store.leases.end(claim.lease, exampleAttempt(claim.id), [{ seq: 2, json: '"end"' }]);
  say(`ended ${claim.id}`);
}
