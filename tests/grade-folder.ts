import type { Attempt, GradeEvent } from 'orkestr/contract';
import { grade } from '../grader/src/engine/grade.ts';
import type { Limits } from '../grader/src/stack/limits.ts';
import { plainLab, plantSubmission } from './submissions/plain-service.ts';

/** Grades the plain submission with changes, and gives the attempt with everything that was said on the way. */
export async function gradePlain(
  changes: Readonly<Record<string, string | undefined>>,
  options: {
    limits?: Partial<Limits>;
    lab?: ReturnType<typeof plainLab>;
    prepare?: (folder: string) => Promise<void>;
  } = {},
): Promise<{ attempt: Attempt; events: GradeEvent[] }> {
  await using submission = await plantSubmission(changes);
  await options.prepare?.(submission.folder);
  const events: GradeEvent[] = [];
  for await (const event of grade({
    lab: options.lab ?? plainLab(),
    source: { kind: 'folder', path: submission.folder },
    seed: 7,
    ...(options.limits ? { limits: options.limits } : {}),
  })) {
    events.push(event);
  }
  const last = events.at(-1);
  if (last?.type !== 'attempt-ended') throw new Error(`the last event is ${last?.type}`);
  return { attempt: last.attempt, events };
}
