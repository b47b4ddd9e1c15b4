import { type CheckContext, defineCheck, type HttpAnswer } from 'orkestr/lab';
import { isObject, shown } from '../../observe/json.ts';
import { asTask, createTask, needsTask, sameMoment, type Task, taskIn } from '../../observe/task.ts';

const fields = ['title', 'priority', 'done', 'version'] as const;

/** PATCH touches what it names and nothing else; DELETE takes the task away, once. */
export default defineCheck({
  slug: 'update-delete',
  title: { en: 'PATCH changes what it names, DELETE removes', ru: 'PATCH меняет названное, DELETE удаляет' },
  property: {
    en: 'PATCH changes the named fields only and raises `version` by 1; a PATCH that changes nothing keeps the version; after DELETE 204 the task is 404 for everybody.',
    ru: 'PATCH меняет только названные поля и увеличивает `version` на 1; PATCH, который ничего не меняет, оставляет версию прежней; после DELETE 204 задача для всех 404.',
  },
  deadlineMs: 15_000,
  section: 'patch',
  failures: {
    ...needsTask,
    'patch-refused': {
      message: {
        en: 'PATCH with one good field was not answered 200 with the task.',
        ru: 'PATCH с одним верным полем не получил в ответ 200 и задачу.',
      },
      hint: {
        en: 'One field is enough. Is your PATCH validated with the rules of POST, where the title is required?',
        ru: 'Одного поля достаточно. Не проверяется ли ваш PATCH по правилам POST, где title обязателен?',
      },
    },
    'field-reset': {
      message: { en: 'PATCH reset a field nobody sent.', ru: 'PATCH сбросил поле, которого никто не присылал.' },
      hint: {
        en: '"Not sent" and "sent as the default" must stay apart on the whole way from the body to the UPDATE.',
        ru: '«Не прислали» и «прислали значение по умолчанию» должны различаться на всём пути от тела до UPDATE.',
      },
    },
    'not-changed': {
      message: { en: 'The field that PATCH named did not change.', ru: 'Поле, которое назвал PATCH, не изменилось.' },
      hint: {
        en: 'Compare what the UPDATE wrote with what the answer shows.',
        ru: 'Сравните, что записал UPDATE и что показывает ответ.',
      },
    },
    version: {
      message: { en: '`version` does not count the changes.', ru: '`version` не считает изменения.' },
      hint: {
        en: 'Each real change adds exactly 1, and a PATCH with the values that are there already is no change. Clients build If-Match on this number.',
        ru: 'Каждое настоящее изменение прибавляет ровно 1, а PATCH с теми же значениями изменением не считается. На этом числе клиенты строят If-Match.',
      },
    },
    times: {
      message: {
        en: 'PATCH moved `created_at`, or set `updated_at` back.',
        ru: 'PATCH сдвинул `created_at` или отвёл `updated_at` назад.',
      },
      hint: {
        en: 'A task is created once. `updated_at` follows the changes.',
        ru: 'Создаётся задача один раз. За изменениями следует `updated_at`.',
      },
    },
    'get-differs': {
      message: {
        en: 'After PATCH, GET shows another task than PATCH returned.',
        ru: 'После PATCH запрос GET показывает не ту задачу, которую вернул PATCH.',
      },
      hint: {
        en: 'One of the two did not come from the row. Which one?',
        ru: 'Один из двух ответов взят не из строки таблицы. Который?',
      },
    },
    'no-etag': {
      message: { en: 'The ETag does not show the new version.', ru: 'ETag не показывает новую версию.' },
      hint: {
        en: 'The next If-Match is made from this header: after a change it carries the version after the change.',
        ru: 'Из этого заголовка клиент сделает следующий If-Match: после изменения в нём версия после изменения.',
      },
    },
    'delete-refused': {
      message: {
        en: 'DELETE of an existing task was not answered 204.',
        ru: 'DELETE существующей задачи не получил в ответ 204.',
      },
      hint: {
        en: '204 means done, and nothing to say: no body.',
        ru: '204 означает «сделано, добавить нечего»: тела нет.',
      },
    },
    'still-there': {
      message: { en: 'The task is still there after DELETE.', ru: 'После DELETE задача всё ещё на месте.' },
      hint: {
        en: 'Whoever can still show it did not ask the table, or asked it without the condition that hides deleted rows.',
        ru: 'Кто всё ещё показывает её, тот не спросил таблицу или спросил без условия, которое прячет удалённые строки.',
      },
    },
    'deleted-twice': {
      message: {
        en: 'Deleting the same task again was a success again.',
        ru: 'Повторное удаление той же задачи снова прошло успешно.',
      },
      hint: {
        en: 'How many rows did the second DELETE touch? The database tells you.',
        ru: 'Сколько строк затронул второй DELETE? База вам это говорит.',
      },
    },
  },
  async run(check) {
    const priority = check.random.pick([1, 2, 4, 5]);
    const created = await createTask(check, { priority });
    const neighbour = await createTask(check, { priority: 5 });

    const title = `Renamed ${check.random.word()}`;
    const renamed = await patch(check, created, { title });
    const other = check.random.pick([1, 2, 4, 5].filter((value) => value !== priority));
    const reprioritised = await patch(check, renamed, { priority: other });
    await patch(check, reprioritised, { title, priority: other });
    const untouched = await check.service.get(`/tasks/${neighbour.id}`);
    expectFields(check, neighbour, untouched, 'field-reset');

    await expectDeletion(check, created);
  },
});

type Check = CheckContext<
  | 'patch-refused'
  | 'field-reset'
  | 'not-changed'
  | 'version'
  | 'times'
  | 'get-differs'
  | 'no-etag'
  | 'delete-refused'
  | 'still-there'
  | 'deleted-twice'
>;

/** Sends `changes` and looks at everything they must and must not have done to `before`. */
async function patch(check: Check, before: Task, changes: Partial<Task>): Promise<Task> {
  const path = `/tasks/${before.id}`;
  const answer = await check.service.patch(path, changes);
  const { command } = answer;
  const after = taskIn(answer);
  if (answer.status !== 200 || !after) {
    const expected = { en: '200 with the task', ru: '200 и задача' };
    throw check.fail('patch-refused', { expected, received: answer.describe(), command });
  }
  const real = Object.entries(changes).some(([field, value]) => before[field as keyof Task] !== value);
  const wanted = { ...before, ...changes, version: before.version + (real ? 1 : 0) };
  const seen = { expected: shown(wanted, fields), received: shown(after, fields), command };
  for (const field of ['title', 'priority', 'done'] as const) {
    if (after[field] !== wanted[field]) throw check.fail(field in changes ? 'not-changed' : 'field-reset', seen);
  }
  if (after.version !== wanted.version) throw check.fail('version', seen);
  const steady = sameMoment(after.created_at, before.created_at);
  if (!steady || Date.parse(after.updated_at) < Date.parse(before.updated_at)) {
    const times = ['created_at', 'updated_at'] as const;
    throw check.fail('times', { expected: shown(before, times), received: shown(after, times), command });
  }
  if (answer.headers.etag !== `"${wanted.version}"`) {
    const received =
      answer.headers.etag === undefined ? { en: 'no ETag', ru: 'ETag нет' } : `ETag: ${answer.headers.etag}`;
    throw check.fail('no-etag', { expected: `ETag: "${wanted.version}"`, received, command });
  }
  expectFields(check, wanted, await check.service.get(path), 'get-differs');
  return after;
}

function expectFields(check: Check, wanted: Task, answer: HttpAnswer, code: 'get-differs' | 'field-reset'): void {
  const read = taskIn(answer);
  if (read && fields.every((field) => read[field] === wanted[field])) return;
  throw check.fail(code, {
    expected: shown(wanted, fields),
    received: read ? shown(read, fields) : answer.describe(),
    command: answer.command,
  });
}

async function expectDeletion(check: Check, task: Task): Promise<void> {
  const path = `/tasks/${task.id}`;
  const removed = await check.service.delete(path);
  if (removed.status !== 204) {
    throw check.fail('delete-refused', { expected: '204', received: removed.describe(), command: removed.command });
  }
  const read = await check.service.get(path);
  if (read.status !== 404) {
    throw check.fail('still-there', { expected: '404', received: read.describe(), command: read.command });
  }
  const list = await check.service.get('/tasks?limit=10');
  const body = list.json();
  const items = isObject(body) && Array.isArray(body.items) ? body.items : [];
  if (items.some((item) => asTask(item)?.id === task.id)) {
    throw check.fail('still-there', {
      expected: { en: `a list without task ${task.id}`, ru: `список без задачи ${task.id}` },
      received: list.describe(),
      command: list.command,
    });
  }
  const again = await check.service.delete(path);
  if (again.status !== 404) {
    throw check.fail('deleted-twice', { expected: '404', received: again.describe(), command: again.command });
  }
}
