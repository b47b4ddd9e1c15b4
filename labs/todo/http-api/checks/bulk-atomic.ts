import { type CheckContext, defineCheck, type HttpAnswer, PlatformError } from 'orkestr/lab';
import { isObject } from '../../observe/json.ts';
import { createTask, needsTask, type Task, taskIn } from '../../observe/task.ts';

/** Bulk completion completes all of its tasks or none, whatever goes wrong on the way. */
export default defineCheck({
  slug: 'bulk-atomic',
  title: { en: 'All of them or none', ru: 'Все или ни одной' },
  property: {
    en: 'POST /tasks/complete with an unknown id gets 404, and `details` lists it; when the database fails on one row it gets 500; in both cases no task of the list has changed.',
    ru: 'POST /tasks/complete с неизвестным id получает 404, и `details` его называет; если база отказывает на одной из строк, приходит 500; в обоих случаях ни одна задача списка не изменилась.',
  },
  deadlineMs: 15_000,
  section: 'bulk',
  failures: {
    ...needsTask,
    'no-bulk': {
      message: {
        en: 'POST /tasks/complete did not complete a good list.',
        ru: 'POST /tasks/complete не завершил список без ошибок.',
      },
      hint: {
        en: 'Before what goes wrong, what goes right: the check `complete` looks at this call too.',
        ru: 'Прежде чем ломать, нужно, чтобы работало: этот же вызов смотрит проверка `complete`.',
      },
    },
    'unknown-id': {
      message: {
        en: 'A list with an unknown id was not answered 404.',
        ru: 'На список с неизвестным id пришло не 404.',
      },
      hint: {
        en: 'How many of the ids did the database find, and how many were asked for?',
        ru: 'Сколько из этих id нашла база и сколько их просили?',
      },
    },
    'missing-not-listed': {
      message: {
        en: '404 came, but `details` does not list the missing id.',
        ru: 'Пришло 404, но `details` не называет недостающий id.',
      },
      hint: {
        en: 'With a hundred ids in the list nobody can guess which one it was.',
        ru: 'Когда в списке сотня id, угадать, какого из них нет, не сможет никто.',
      },
    },
    'half-done': {
      message: {
        en: 'Half of the list was completed: it needs one transaction.',
        ru: 'Завершилась половина списка: нужна одна транзакция.',
      },
      hint: {
        en: 'The caller got an error and believes that nothing happened. Where does your transaction begin, and how many of them are there for one call?',
        ru: 'Клиент получил ошибку и думает, что ничего не произошло. Где начинается ваша транзакция, и сколько их на один вызов?',
      },
    },
    'failure-not-500': {
      message: {
        en: 'The database refused one row, and the answer was not 500.',
        ru: 'База отвергла одну строку, а ответом было не 500.',
      },
      hint: {
        en: 'An error inside the transaction ends all of it. Is it caught and passed over somewhere?',
        ru: 'Ошибка внутри транзакции прекращает её целиком. Не перехватывает ли её кто-то, чтобы пойти дальше?',
      },
    },
  },
  async run(check) {
    const good = await createTasks(check, 2);
    const completed = await completeAll(check, good);
    if (completed.status !== 200 || (await changedOf(check, good)).length !== good.length) {
      throw check.fail('no-bulk', {
        expected: '200 {"items":[…]}',
        received: completed.describe(),
        command: completed.command,
      });
    }
    await expectMissing(check);
    await expectRollback(check);
  },
});

type Check = CheckContext<
  'not-created' | 'no-bulk' | 'unknown-id' | 'missing-not-listed' | 'half-done' | 'failure-not-500'
>;

async function createTasks(check: Check, count: number): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let index = 0; index < count; index++) tasks.push(await createTask(check));
  return tasks;
}

function completeAll(check: Check, tasks: readonly { id: number }[]): Promise<HttpAnswer> {
  return check.service.post('/tasks/complete', { ids: tasks.map(({ id }) => id) });
}

/** The tasks that are not as they were created, as GET shows them now. */
async function changedOf(check: Check, tasks: readonly Task[]): Promise<number[]> {
  const changed: number[] = [];
  for (const { id, version } of tasks) {
    const task = taskIn(await check.service.get(`/tasks/${id}`));
    if (!task || task.done || task.version !== version) changed.push(id);
  }
  return changed;
}

async function expectUntouched(check: Check, tasks: readonly Task[], answer: HttpAnswer): Promise<void> {
  const changed = await changedOf(check, tasks);
  if (changed.length === 0) return;
  throw check.fail('half-done', {
    expected: { en: `${answer.status}, and no task changed`, ru: `${answer.status}, и ни одна задача не изменилась` },
    received: {
      en: `${answer.status}, and of tasks ${tasks.map(({ id }) => id).join(', ')} these changed: ${changed.join(', ')}`,
      ru: `${answer.status}, а из задач ${tasks.map(({ id }) => id).join(', ')} изменились: ${changed.join(', ')}`,
    },
    command: answer.command,
  });
}

async function expectMissing(check: Check): Promise<void> {
  const tasks = await createTasks(check, 3);
  const unknown = tasks[2]!.id + check.random.integer(1_000_000, 9_000_000);
  const answer = await completeAll(check, [tasks[0]!, tasks[1]!, { id: unknown }, tasks[2]!]);
  const { command } = answer;
  const expected = `404 {"error":"…","code":"task_not_found","details":[… ${unknown} …]}`;
  if (answer.status !== 404) throw check.fail('unknown-id', { expected, received: answer.describe(), command });
  await expectUntouched(check, tasks, answer);
  const body = answer.json();
  const details = isObject(body) && Array.isArray(body.details) ? JSON.stringify(body.details) : '';
  if (details.includes(String(unknown))) return;
  throw check.fail('missing-not-listed', { expected, received: answer.describe(), command });
}

/** The database refuses the second of three rows. */
async function expectRollback(check: Check): Promise<void> {
  const tasks = await createTasks(check, 3);
  const refused = tasks[1]!.id;
  await using fault = await check.service.database.rowFault({
    table: 'tasks',
    on: 'UPDATE',
    does: 'raise',
    when: `NEW.id = ${refused}`,
  });
  check.note({
    en: `The database refuses every change of task ${refused}.`,
    ru: `База отвергает любое изменение задачи ${refused}.`,
  });
  const answer = await completeAll(check, tasks);
  await expectUntouched(check, tasks, answer);
  if (answer.status !== 500) {
    const expected = '500 {"error":"…","code":"internal"}';
    throw check.fail('failure-not-500', { expected, received: answer.describe(), command: answer.command });
  }
  if ((await fault.hits()) > 0) return;
  throw new PlatformError('staging-did-not-bite', `no UPDATE of task ${refused} came to the trigger`);
}
