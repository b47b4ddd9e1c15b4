import type { CheckContext, FailureText } from 'orkestr/lab';
import { idIn } from './traffic.ts';

/** Checks that need a task first say so when there is none. */
export const taskFailures = {
  'no-task': {
    message: {
      en: '`POST /tasks` made no task, so there was nothing to count.',
      ru: '`POST /tasks` не создал задачу: считать было нечего.',
    },
    hint: {
      en: 'This lab stands on the tasks API. Run the lab `http-api` again before you look at the metrics.',
      ru: 'Эта лабораторная стоит на API задач. Прежде чем смотреть на метрики, снова запустите лабораторную `http-api`.',
    },
  },
} satisfies Record<string, FailureText>;

/** Makes a task and gives its id. @throws CheckFailure when the service makes none */
export async function createTask(check: CheckContext<keyof typeof taskFailures>): Promise<number> {
  const answer = await check.service.post('/tasks', { title: `task ${check.random.word()}` });
  const id = idIn(answer);
  if (answer.status === 201 && id !== undefined) return id;
  throw check.fail('no-task', {
    expected: { en: '201 and a task with a numeric `id`', ru: '201 и задача с числовым `id`' },
    received: answer.describe(),
    command: answer.command,
  });
}
