import { type CheckContext, defineCheck, type HttpAnswer, PlatformError, type ServiceInstance } from 'orkestr/lab';
import { errorIn } from '../../observe/error-body.ts';
import { createTask, needsTask } from '../../observe/task.ts';
import { type ErrorCase, errorCases } from '../status-cases.ts';

/** Every kind of error has its status and code, and is JSON with a text. */
export default defineCheck({
  slug: 'statuses',
  title: { en: 'Every error says what it is', ru: 'Каждая ошибка говорит, что она такое' },
  property: {
    en: 'Each kind of error has the status and `code` of the contract and is JSON with an `error` text; 405 lists the methods in Allow; a failing or silent database gives 500 and 503, and the service lives on.',
    ru: 'У каждой ошибки статус и `code` из контракта, и тело JSON с текстом `error`; 405 перечисляет методы в Allow; сбой и молчание базы дают 500 и 503, и сервис продолжает работать.',
  },
  deadlineMs: 25_000,
  section: 'statuses',
  failures: {
    ...needsTask,
    'not-json': {
      message: {
        en: 'An error must be JSON with an `error` text; this one is something else.',
        ru: 'Ошибка должна быть JSON с текстом `error`, а эта выглядит иначе.',
      },
      hint: {
        en: 'A client that calls response.json() on this fails a second time, and hides the first failure. Who wrote this answer: your error handler, or the framework before it was asked?',
        ru: 'Клиент, который вызовет на этом response.json(), упадёт второй раз и спрячет первую ошибку. Кто написал этот ответ: ваш обработчик или фреймворк, до обработчика не дошедший?',
      },
    },
    'malformed-id': {
      message: {
        en: 'An id that is no id was taken all the way to the database.',
        ru: 'То, что не может быть id, дошло до самой базы.',
      },
      hint: {
        en: 'Text from a path is text. What would the database say to it, and who should have said it earlier? An id of 26 digits is not a number your column can hold, either.',
        ru: 'Текст из пути остаётся текстом. Что скажет на него база, и кто должен был сказать это раньше? Число из 26 цифр в ваш столбец тоже не поместится.',
      },
    },
    'unknown-id-accepted': {
      message: {
        en: 'A task that does not exist was changed or deleted with success.',
        ru: 'Несуществующую задачу «успешно» изменили или удалили.',
      },
      hint: {
        en: 'The database tells how many rows a statement touched. None is also an answer.',
        ru: 'База сообщает, сколько строк затронула команда. Ноль это тоже ответ.',
      },
    },
    'other-status': {
      message: {
        en: 'An error was answered with another status than the contract has for it.',
        ru: 'На ошибку пришёл не тот статус, который записан для неё в контракте.',
      },
      hint: {
        en: 'The first digit decides whether a client tries again: 4xx is the caller’s mistake and will not get better, 5xx is yours.',
        ru: 'Первая цифра решает, станет ли клиент повторять: 4xx это ошибка вызывающего, и лучше не станет, 5xx это ваша.',
      },
    },
    'other-code': {
      message: { en: 'The status is right, the `code` is not.', ru: 'Статус верный, а `code` нет.' },
      hint: {
        en: 'Programs decide by `code`, because one status stands for several mistakes: 404 for a route and for a task.',
        ru: 'Программы решают по `code`, потому что за одним статусом стоит несколько ошибок: 404 бывает и у маршрута, и у задачи.',
      },
    },
    'no-allow': {
      message: {
        en: '405 came without an Allow header that lists what is allowed.',
        ru: 'Ответ 405 пришёл без заголовка Allow со списком разрешённого.',
      },
      hint: {
        en: 'Allow belongs to 405 in HTTP itself: a list of all methods this path knows.',
        ru: 'Allow при 405 требует сам HTTP: это список всех методов, которые знает этот путь.',
      },
    },
    'failure-not-500': {
      message: {
        en: 'The database refused a statement, and the answer was not 500 `internal`.',
        ru: 'База отвергла команду, а ответом было не 500 `internal`.',
      },
      hint: {
        en: 'Nobody foresaw this error, so it ends in the last handler of all. What does that one answer, and does the process survive it?',
        ru: 'Эту ошибку никто не предвидел, поэтому она попадает в самый последний обработчик. Что отвечает он, и переживает ли её процесс?',
      },
    },
    'tells-too-much': {
      message: {
        en: 'The answer to an internal error shows the inside of the service.',
        ru: 'Ответ на внутреннюю ошибку показывает внутренности сервиса.',
      },
      hint: {
        en: 'SQL and stack traces belong into the log, with the request id; the client gets a general sentence.',
        ru: 'SQL и трассировке место в логе, рядом с id запроса; клиент получает общую фразу.',
      },
    },
    'waits-too-long': {
      message: {
        en: 'The database kept silent for longer than DB_TIMEOUT_MS, and the client was not told.',
        ru: 'База молчала дольше DB_TIMEOUT_MS, а клиенту об этом не сказали.',
      },
      hint: {
        en: 'Without a limit of your own you wait as long as the database likes, and every waiting request holds a connection. What limits a statement in your driver?',
        ru: 'Без собственного предела вы ждёте столько, сколько захочет база, и каждый ждущий запрос держит соединение. Чем ваш драйвер ограничивает запрос?',
      },
    },
    'no-retry-after': {
      message: { en: '503 came without `Retry-After: 1`.', ru: 'Ответ 503 пришёл без `Retry-After: 1`.' },
      hint: {
        en: '503 means "later", and Retry-After says when. Without it some clients come back at once, all together.',
        ru: '503 означает «позже», а Retry-After говорит когда. Без него часть клиентов вернётся сразу и все вместе.',
      },
    },
    died: {
      message: {
        en: 'The process did not survive an error in a handler.',
        ru: 'Процесс не пережил ошибку в обработчике.',
      },
      hint: {
        en: 'One bad request must not take the others with it. Its last log lines say where the exception escaped.',
        ru: 'Один неудачный запрос не должен уносить с собой остальные. Последние строки лога покажут, где исключение вырвалось наружу.',
      },
    },
  },
  async run(check) {
    const task = await createTask(check);
    for (const wanted of errorCases(check.random, task.id)) {
      expectError(check, wanted, await check.service.request(wanted.request));
    }
    const { startedAt } = await check.service.state();
    await expectInternal(check);
    // An instance that expects its database to answer sooner than the lab's own.
    await expectUnavailable(check, await check.startService({ env: { DB_TIMEOUT_MS: '1500' } }));
    const state = await check.service.state();
    const answer = await check.service.get(`/tasks/${task.id}`);
    if (answer.status === 200 && state.startedAt === startedAt) return;
    throw check.fail('died', {
      expected: { en: '200 from the same process', ru: '200 от того же процесса' },
      received: state.running
        ? answer.describe()
        : { en: `ended with exit code ${state.exitCode}`, ru: `завершился с кодом ${state.exitCode}` },
      command: answer.command,
      log: lastLines(check),
    });
  },
});

type Check = CheckContext<
  | 'not-json'
  | 'malformed-id'
  | 'unknown-id-accepted'
  | 'other-status'
  | 'other-code'
  | 'no-allow'
  | 'failure-not-500'
  | 'tells-too-much'
  | 'waits-too-long'
  | 'no-retry-after'
>;

function expectError(check: Check, { answers, allow, mistake }: Omit<ErrorCase, 'request'>, answer: HttpAnswer): void {
  const { command } = answer;
  const expected = answers.map(([status, code]) => `${status} {"error":"…","code":"${code}"}`).join(' | ');
  const seen = { expected, received: answer.describe(), command };
  const right = answers.filter(([status]) => status === answer.status);
  if (right.length === 0) {
    if (mistake === 'unknown-id-accepted' && answer.status >= 200 && answer.status < 300)
      throw check.fail(mistake, seen);
    if (mistake === 'malformed-id' && (answer.status >= 500 || answer.status === 0)) throw check.fail(mistake, seen);
    throw check.fail('other-status', seen);
  }
  const body = errorIn(answer);
  if (!body) throw check.fail('not-json', seen);
  if (!right.some(([, code]) => code === body.code)) throw check.fail('other-code', seen);
  const listed = (answer.headers.allow ?? '').toUpperCase().split(/\s*,\s*/);
  if (!allow || allow.every((method) => listed.includes(method))) return;
  throw check.fail('no-allow', {
    expected: `Allow: ${allow.join(', ')}`,
    received:
      answer.headers.allow === undefined ? { en: 'no Allow', ru: 'Allow нет' } : `Allow: ${answer.headers.allow}`,
    command,
  });
}

/** The database refuses the row: an error nobody foresaw. */
async function expectInternal(check: Check): Promise<void> {
  const title = `Refused ${check.random.word()}`;
  await using fault = await check.service.database.rowFault({
    table: 'tasks',
    on: 'INSERT',
    does: 'raise',
    when: `NEW.title = '${title}'`,
  });
  const answer = await check.service.post('/tasks', { title });
  const seen = {
    expected: '500 {"error":"…","code":"internal"}',
    received: answer.describe(),
    command: answer.command,
    log: lastLines(check),
  };
  if (answer.status !== 500 || errorIn(answer)?.code !== 'internal') throw check.fail('failure-not-500', seen);
  await proveBite(fault.hits());
  if (/insert into|pl\/pgsql|sqlstate|traceback|\.[a-z]{1,4}:\d+:\d+|\n\s+at /i.test(answer.body)) {
    throw check.fail('tells-too-much', seen);
  }
}

/** The database takes the statement and says nothing for longer than the service is allowed to wait. */
async function expectUnavailable(check: Check, service: ServiceInstance): Promise<void> {
  const title = `Held ${check.random.word()}`;
  await using fault = await service.database.rowFault({
    table: 'tasks',
    on: 'INSERT',
    does: 'sleep',
    sleepMs: 4_000,
    when: `NEW.title = '${title}'`,
  });
  const answer = await service.post('/tasks', { title }, { timeoutMs: 8_000 });
  const seen = {
    expected: '503 {"error":"…","code":"database_unavailable"}, Retry-After: 1',
    received: answer.describe(),
    command: answer.command,
  };
  if (answer.status < 400) throw check.fail('waits-too-long', seen);
  expectError(check, { answers: [[503, 'database_unavailable']] }, answer);
  await proveBite(fault.hits());
  if (answer.headers['retry-after'] !== '1') throw check.fail('no-retry-after', seen);
}

async function proveBite(hits: Promise<number>): Promise<void> {
  if ((await hits) > 0) return;
  throw new PlatformError('staging-did-not-bite', 'the trigger on tasks never fired');
}

function lastLines(check: Pick<CheckContext, 'service'>): string[] {
  return check.service
    .logs()
    .slice(-5)
    .map((line) => line.text);
}
