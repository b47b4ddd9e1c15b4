import type { CheckContext, FailureText, HttpAnswer, ServiceInstance } from 'orkestr/lab';
import { isObject } from './json.ts';

/** A task as part 4 of the contract shows it. Tags come with a later lab and are neither asked for nor forbidden. */
export interface Task {
  id: number;
  title: string;
  priority: number;
  done: boolean;
  version: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
}

/** Failure of a check that needs a task and got none; spread it into `failures` of every check that creates one. */
export const needsTask = {
  'not-created': {
    message: {
      en: 'No task could be created, so there was nothing to look at.',
      ru: 'Не удалось создать задачу, поэтому проверять оказалось нечего.',
    },
    hint: {
      en: 'Send the same request yourself and read the body of the answer. The check `create-read` looks at this call closely: start there.',
      ru: 'Отправьте тот же запрос сами и прочитайте тело ответа. Этот вызов подробно разбирает проверка `create-read`: начните с неё.',
    },
  },
} as const satisfies Record<string, FailureText>;

/** The task in `answer`, or `undefined` when a field of the contract is missing there or of another type. */
export function taskIn(answer: HttpAnswer): Task | undefined {
  return asTask(answer.json());
}

/** `value` as a task, or `undefined` when a field of the contract is missing or of another type. */
export function asTask(value: unknown): Task | undefined {
  if (!isObject(value)) return undefined;
  const { id, title, priority, done, version, created_at, updated_at, completed_at } = value;
  const fits =
    [id, priority, version].every(Number.isSafeInteger) &&
    [title, created_at, updated_at].every((field) => typeof field === 'string') &&
    typeof done === 'boolean' &&
    (completed_at === null || typeof completed_at === 'string');
  return fits ? (value as unknown as Task) : undefined;
}

/** Creates a task. Its title is drawn unless given. @throws CheckFailure `not-created` */
export async function createTask(
  check: CheckContext<'not-created'>,
  fields: Record<string, unknown> = {},
  service: ServiceInstance = check.service,
): Promise<Task> {
  const answer = await service.post('/tasks', { title: `Task ${check.random.word()}`, ...fields });
  const task = taskIn(answer);
  if (answer.status === 201 && task) return task;
  throw check.fail('not-created', {
    expected: {
      en: '201 with a task: id, priority and version as numbers, title, done, created_at, updated_at, completed_at',
      ru: '201 и задача: id, priority и version числами, title, done, created_at, updated_at, completed_at',
    },
    received: answer.describe(),
    command: answer.command,
  });
}

/** Do both name the same moment, to the millisecond? Two spellings of one time are the same time. */
export function sameMoment(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return Date.parse(one) === Date.parse(other);
}
