import type { CheckContext, HttpAnswer } from 'orkestr/lab';
import { defineCheck } from 'orkestr/lab';
import { isObject, shown } from '../../observe/json.ts';
import { phrase } from '../../observe/phrase.ts';
import { needsTask, sameMoment, type Task, taskIn } from '../../observe/task.ts';

const fields = ['id', 'title', 'priority', 'done', 'version', 'created_at', 'updated_at', 'completed_at'];

/** What POST answers is what is stored, and what GET shows, now and after the row changed. */
export default defineCheck({
  slug: 'create-read',
  title: { en: 'A created task can be read', ru: 'Созданную задачу можно прочитать' },
  property: {
    en: 'POST /tasks answers 201 with the task, its Location and ETag; GET shows the same task; it is a row of the table `tasks`, and GET always shows what that row holds.',
    ru: 'POST /tasks отвечает 201 с задачей, заголовками Location и ETag; GET показывает ту же задачу; она лежит строкой в таблице `tasks`, и GET всегда показывает то, что в этой строке.',
  },
  deadlineMs: 15_000,
  section: 'contract',
  failures: {
    ...needsTask,
    'id-is-text': {
      message: {
        en: '`id` is a JSON string; clients expect a number.',
        ru: '`id` пришёл строкой JSON, а клиенты ждут число.',
      },
      hint: {
        en: 'Drivers often hand a BIGINT over as text. There is one place where a row becomes a task: convert it there.',
        ru: 'Драйверы часто отдают BIGINT текстом. Место, где строка таблицы превращается в задачу, одно: преобразуйте там.',
      },
    },
    'wrong-field': {
      message: {
        en: 'A field of the new task is missing, or holds another value than was sent.',
        ru: 'Поля новой задачи не хватает, или значение в нём не то, что отправляли.',
      },
      hint: {
        en: 'Compare the two lines field by field. What nobody sent has its default: priority 3, not done, version 1, completed_at null.',
        ru: 'Сравните две строки поле за полем. У того, что не отправляли, значение по умолчанию: priority 3, не done, version 1, completed_at null.',
      },
    },
    'time-format': {
      message: { en: 'A time is not RFC 3339 in UTC.', ru: 'Время записано не по RFC 3339 в UTC.' },
      hint: {
        en: 'RFC 3339 looks like 2026-03-01T09:30:00.123Z: a T in the middle, and a zone. A time without a zone means another moment on every machine.',
        ru: 'RFC 3339 выглядит так: 2026-03-01T09:30:00.123Z. Посередине буква T, в конце зона. Время без зоны на каждой машине означает другой момент.',
      },
    },
    'unknown-field': {
      message: {
        en: 'A field the service does not know made the request fail.',
        ru: 'Из-за поля, которого сервис не знает, запрос не прошёл.',
      },
      hint: {
        en: 'Unknown JSON fields are ignored: so an older service can live beside a newer client. Some validators refuse them unless told otherwise.',
        ru: 'Неизвестные поля JSON пропускаются: так старый сервис уживается с новым клиентом. Некоторые валидаторы без настройки их отвергают.',
      },
    },
    'no-location': {
      message: {
        en: '201 came without a Location that names the new task.',
        ru: 'Ответ 201 пришёл без Location с адресом новой задачи.',
      },
      hint: {
        en: 'Location tells the client where the thing it has made lives, so that it need not build the address itself.',
        ru: 'Location говорит клиенту, где живёт созданное, чтобы ему не приходилось собирать адрес самому.',
      },
    },
    'no-etag': {
      message: {
        en: 'The answer has no ETag with the version of the task.',
        ru: 'В ответе нет ETag с версией задачи.',
      },
      hint: {
        en: 'The ETag is the version in double quotes, and the quotes belong to the value. Without it no client can send If-Match.',
        ru: 'ETag это версия в двойных кавычках, и кавычки входят в значение. Без него клиент не сможет прислать If-Match.',
      },
    },
    'not-found': {
      message: {
        en: 'The task that POST has just created cannot be read.',
        ru: 'Задачу, которую только что создал POST, прочитать нельзя.',
      },
      hint: {
        en: 'Is the row there? If it is not: when is the transaction committed, before or after the answer leaves?',
        ru: 'Есть ли строка в таблице? Если нет: когда фиксируется транзакция, до отправки ответа или после?',
      },
    },
    'other-task': {
      message: {
        en: 'GET shows another task than POST returned.',
        ru: 'GET показывает не ту задачу, которую вернул POST.',
      },
      hint: {
        en: 'The answer to POST should be built from the row the database made, not from the body that came in.',
        ru: 'Ответ на POST стоит строить из строки, которую сделала база, а не из пришедшего тела.',
      },
    },
    'no-row': {
      message: {
        en: 'The table `tasks` does not hold what POST returned.',
        ru: 'В таблице `tasks` лежит не то, что вернул POST.',
      },
      hint: {
        en: 'A task kept in the memory of the process is gone at the next deploy, and a second replica never sees it.',
        ru: 'Задача, которая живёт в памяти процесса, исчезнет при следующем деплое, а вторая реплика её не увидит вовсе.',
      },
    },
    stale: {
      message: {
        en: 'The row was changed, as another replica would change it, and GET still shows the old task.',
        ru: 'Строку изменили, как это сделала бы другая реплика, а GET показывает старую задачу.',
      },
      hint: {
        en: 'Who tells this process that the row has changed? Look for whatever answers GET without asking the database.',
        ru: 'Кто сообщит этому процессу, что строка изменилась? Поищите, что отвечает на GET, не спрашивая базу.',
      },
    },
  },
  async run(check) {
    const title = `${check.random.word()} «задача» "quoted" \\ 🎻`;
    const priority = check.random.pick([1, 2, 4, 5]);
    const posted = await check.service.post('/tasks', { title, priority });
    const task = readCreated(check, posted, { title, priority });
    expectLocation(check, posted, task);
    expectEtag(check, posted, task);

    const path = `/tasks/${task.id}`;
    const got = await check.service.get(path);
    if (got.status !== 200) {
      throw check.fail('not-found', { expected: '200', received: got.describe(), command: got.command });
    }
    const read = taskIn(got);
    if (!read || !sameTask(read, task)) {
      throw check.fail('other-task', {
        expected: shown(task, fields),
        received: shown(got.json() ?? got.body, fields),
        command: got.command,
      });
    }
    expectEtag(check, got, task);
    await expectRow(check, task);
    await expectFresh(check, task);
    await expectDefaults(check);
  },
});

type Check = CheckContext<
  | 'not-created'
  | 'id-is-text'
  | 'wrong-field'
  | 'time-format'
  | 'no-location'
  | 'no-etag'
  | 'no-row'
  | 'stale'
  | 'unknown-field'
>;

function readCreated(check: Check, answer: HttpAnswer, sent: { title: string; priority: number }): Task {
  const { command } = answer;
  const body = answer.json();
  if (answer.status !== 201 || !isObject(body)) {
    const expected = { en: '201 with the task as JSON', ru: '201 и задача в JSON' };
    throw check.fail('not-created', { expected, received: answer.describe(), command });
  }
  if (typeof body.id === 'string') {
    throw check.fail('id-is-text', { expected: `"id":${body.id}`, received: `"id":"${body.id}"`, command });
  }
  const task = taskIn(answer);
  const wanted = { ...sent, done: false, version: 1, completed_at: null };
  const same = task && Object.entries(wanted).every(([field, value]) => task[field as keyof Task] === value);
  if (!same) {
    const rest = { en: 'and id, created_at, updated_at', ru: 'и id, created_at, updated_at' };
    throw check.fail('wrong-field', {
      expected: phrase((say) => ({
        en: `${JSON.stringify(wanted)} ${say(rest)}`,
        ru: `${JSON.stringify(wanted)} ${say(rest)}`,
      })),
      received: shown(body, fields),
      command,
    });
  }
  for (const field of ['created_at', 'updated_at'] as const) {
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:00)$/i.test(task[field])) continue;
    const expected = `"${field}":"2026-03-01T09:30:00.123Z"`;
    throw check.fail('time-format', { expected, received: `"${field}":"${task[field]}"`, command });
  }
  return task;
}

function expectLocation(check: Check, answer: HttpAnswer, task: Task): void {
  const location = answer.headers.location;
  const path = location && URL.canParse(location, 'http://service') ? new URL(location, 'http://service').pathname : '';
  if (path === `/tasks/${task.id}`) return;
  throw check.fail('no-location', {
    expected: `Location: /tasks/${task.id}`,
    received: location === undefined ? { en: 'no Location', ru: 'Location нет' } : `Location: ${location}`,
    command: answer.command,
  });
}

function expectEtag(check: Check, answer: HttpAnswer, task: Task): void {
  const { etag } = answer.headers;
  if (etag === `"${task.version}"`) return;
  throw check.fail('no-etag', {
    expected: `ETag: "${task.version}"`,
    received: etag === undefined ? { en: 'no ETag', ru: 'ETag нет' } : `ETag: ${etag}`,
    command: answer.command,
  });
}

function sameTask(one: Task, other: Task): boolean {
  return (
    (['id', 'title', 'priority', 'done', 'version'] as const).every((field) => one[field] === other[field]) &&
    (['created_at', 'updated_at', 'completed_at'] as const).every((field) => sameMoment(one[field], other[field]))
  );
}

async function expectRow(check: Check, task: Task): Promise<void> {
  const sql = 'SELECT title, priority, done, version FROM tasks WHERE id = ';
  const [row] = await check.service.database.query(`${sql}$1`, [task.id]);
  const columns = ['title', 'priority', 'done', 'version'] as const;
  if (row && columns.every((column) => row[column] === task[column])) return;
  throw check.fail('no-row', {
    expected: shown(task, columns),
    received: row ? shown(row, columns) : { en: 'no row with this id', ru: 'строки с таким id нет' },
    command: `psql "$DATABASE_URL" -c '${sql}${task.id}'`,
  });
}

async function expectFresh(check: Check, task: Task): Promise<void> {
  const title = `Changed elsewhere ${check.random.word()}`;
  check.note({
    en: `The row of task ${task.id} is changed in the table, as another replica would do it.`,
    ru: `Строка задачи ${task.id} меняется прямо в таблице, как это сделала бы другая реплика.`,
  });
  await check.service.database.query(
    'UPDATE tasks SET title = $2, version = version + 1, updated_at = now() WHERE id = $1',
    [task.id, title],
  );
  const answer = await check.service.get(`/tasks/${task.id}`);
  const read = taskIn(answer);
  if (read?.title === title && read.version === task.version + 1) return;
  throw check.fail('stale', {
    expected: shown({ ...task, title, version: task.version + 1 }, ['id', 'title', 'version']),
    received: read ? shown(read, ['id', 'title', 'version']) : answer.describe(),
    command: answer.command,
  });
}

/** A body with only a title, and with a field nobody knows: ignored, and the rest has its defaults. */
async function expectDefaults(check: Check): Promise<void> {
  const title = `Task ${check.random.word()}`;
  const unknown = `x_${check.random.word()}`;
  const answer = await check.service.post('/tasks', { title, [unknown]: check.random.word() });
  if (answer.status >= 400 && answer.status < 500) {
    throw check.fail('unknown-field', {
      expected: { en: `201: "${unknown}" is ignored`, ru: `201: поле "${unknown}" пропущено` },
      received: answer.describe(),
      command: answer.command,
    });
  }
  readCreated(check, answer, { title, priority: 3 });
}
