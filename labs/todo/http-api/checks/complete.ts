import { type CheckContext, defineCheck, type HttpAnswer } from 'orkestr/lab';
import { isObject, shown } from '../../observe/json.ts';
import { asTask, createTask, needsTask, sameMoment, type Task, taskIn } from '../../observe/task.ts';

const fields = ['id', 'done', 'version', 'completed_at'] as const;

/** All doors that complete a task do the same, and doing it again does nothing. */
export default defineCheck({
  slug: 'complete',
  title: { en: 'Completing twice is completing once', ru: 'Завершить дважды значит завершить один раз' },
  property: {
    en: 'POST /tasks/{id}/complete, PATCH {"done":true} and POST /tasks/complete do the same thing; repeated, they leave `version` and `completed_at` as they were; PATCH {"done":false} reopens.',
    ru: 'POST /tasks/{id}/complete, PATCH {"done":true} и POST /tasks/complete делают одно и то же; при повторе `version` и `completed_at` остаются прежними; PATCH {"done":false} открывает задачу снова.',
  },
  deadlineMs: 15_000,
  section: 'complete',
  failures: {
    ...needsTask,
    'not-completed': {
      message: { en: 'The task was not completed.', ru: 'Задача не завершилась.' },
      hint: {
        en: 'Completed means three things at once: done is true, completed_at is a time, version is one more.',
        ru: 'Завершена значит сразу три вещи: done равно true, в completed_at стоит время, version больше на единицу.',
      },
    },
    'completed-at-moved': {
      message: {
        en: 'Completing a completed task set a new `completed_at`.',
        ru: 'Повторное завершение поставило новый `completed_at`.',
      },
      hint: {
        en: 'Clients repeat a call whose answer was lost. What was completed an hour ago was still completed an hour ago.',
        ru: 'Клиенты повторяют вызов, ответ на который потерялся. То, что завершили час назад, так и завершено час назад.',
      },
    },
    'changed-again': {
      message: { en: 'Completing twice changed the task.', ru: 'Второе завершение изменило задачу.' },
      hint: {
        en: 'A write that changes nothing is no change: no new version, or every client with an ETag loses its If-Match for nothing.',
        ru: 'Запись, которая ничего не меняет, изменением не считается: версия прежняя, иначе каждый клиент с ETag зря потеряет свой If-Match.',
      },
    },
    'not-reopened': {
      message: {
        en: 'PATCH {"done":false} did not reopen the task.',
        ru: 'PATCH {"done":false} не открыл задачу снова.',
      },
      hint: {
        en: 'An open task has no time of completion. Should one be left, your table’s own CHECK may object.',
        ru: 'У открытой задачи времени завершения нет. Если оно осталось, возразить может CHECK вашей же таблицы.',
      },
    },
    'bulk-refused': {
      message: {
        en: 'POST /tasks/complete did not answer 200 with all the tasks.',
        ru: 'POST /tasks/complete не ответил 200 со всеми задачами.',
      },
      hint: {
        en: 'The answer is {"items":[…]} with every task that was asked for, those completed before among them. Does the route of /tasks/{id} catch this path first?',
        ru: 'Ответ: {"items":[…]} со всеми запрошенными задачами, в том числе завершёнными раньше. Не перехватывает ли этот путь маршрут /tasks/{id}?',
      },
    },
  },
  async run(check) {
    const first = await createTask(check);
    const path = `/tasks/${first.id}`;
    expectCompleted(check, first, await check.service.post(`${path}/complete`));
    const old = await backdate(check, first);
    expectUnchanged(check, old, await check.service.post(`${path}/complete`));
    expectUnchanged(check, old, await check.service.patch(path, { done: true }));

    const reopened = await check.service.patch(path, { done: false });
    const open = taskIn(reopened);
    if (open?.done !== false || open.completed_at !== null || open.version !== old.version + 1) {
      const wanted = { id: first.id, done: false, version: old.version + 1, completed_at: null };
      throw check.fail('not-reopened', evidence(wanted, reopened));
    }

    const second = await createTask(check);
    expectCompleted(check, second, await check.service.patch(`/tasks/${second.id}`, { done: true }));
    const done = await backdate(check, second);
    expectUnchanged(check, done, await check.service.post(`/tasks/${second.id}/complete`));
    await expectBulk(check, open, done);
  },
});

type Check = CheckContext<'not-completed' | 'completed-at-moved' | 'changed-again' | 'bulk-refused'>;

function evidence(wanted: Partial<Task>, answer: HttpAnswer) {
  const read = taskIn(answer);
  const received = read && answer.status === 200 ? shown(read, fields) : answer.describe();
  return { expected: shown(wanted, fields), received, command: answer.command };
}

function expectCompleted(check: Check, before: Task, answer: HttpAnswer): void {
  const after = taskIn(answer);
  const completed =
    after?.done === true && after.completed_at !== null && !Number.isNaN(Date.parse(after.completed_at));
  if (answer.status === 200 && completed && after.version === before.version + 1) return;
  const { expected: _, ...seen } = evidence(before, answer);
  const version = before.version + 1;
  throw check.fail('not-completed', { expected: `{"done":true,"version":${version},"completed_at":"…"}`, ...seen });
}

/** The task as if it had been completed an hour ago: then no clock is coarse enough to hide a second completion. */
async function backdate(check: Check & CheckContext, task: Task): Promise<Task> {
  check.note({
    en: `Task ${task.id} is moved back by an hour in the table, so that a new completed_at would show.`,
    ru: `Задача ${task.id} сдвигается в таблице на час назад, чтобы новый completed_at было видно.`,
  });
  await check.service.database.query(
    `UPDATE tasks SET created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour',
            completed_at = completed_at - interval '1 hour' WHERE id = $1`,
    [task.id],
  );
  const answer = await check.service.get(`/tasks/${task.id}`);
  const moved = taskIn(answer);
  if (moved?.done) return moved;
  throw check.fail('not-completed', evidence({ id: task.id, done: true, version: task.version + 1 }, answer));
}

function expectUnchanged(check: Check, before: Task, answer: HttpAnswer): void {
  const after = taskIn(answer);
  if (answer.status !== 200 || !after?.done) throw check.fail('not-completed', evidence(before, answer));
  if (!sameMoment(after.completed_at, before.completed_at)) {
    throw check.fail('completed-at-moved', evidence(before, answer));
  }
  if (after.version !== before.version) throw check.fail('changed-again', evidence(before, answer));
}

/** One open and one done task through the third door. */
async function expectBulk(check: Check & CheckContext, open: Task, done: Task): Promise<void> {
  const answer = await check.service.post('/tasks/complete', { ids: check.random.shuffle([open.id, done.id]) });
  const body = answer.json();
  const items = isObject(body) && Array.isArray(body.items) ? body.items.map(asTask) : [];
  const now = items.find((item) => item?.id === open.id);
  const before = items.find((item) => item?.id === done.id);
  const { command } = answer;
  if (answer.status !== 200 || items.length !== 2 || !now || !before) {
    const expected = {
      en: `200 {"items":[…]} with tasks ${open.id} and ${done.id}`,
      ru: `200 {"items":[…]} с задачами ${open.id} и ${done.id}`,
    };
    throw check.fail('bulk-refused', { expected, received: answer.describe(), command });
  }
  if (!now.done || now.completed_at === null || now.version !== open.version + 1) {
    const expected = `{"id":${open.id},"done":true,"version":${open.version + 1},"completed_at":"…"}`;
    throw check.fail('not-completed', { expected, received: shown(now, fields), command });
  }
  const seen = { expected: shown(done, fields), received: shown(before, fields), command };
  if (!sameMoment(before.completed_at, done.completed_at)) throw check.fail('completed-at-moved', seen);
  if (before.version !== done.version) throw check.fail('changed-again', seen);
}
