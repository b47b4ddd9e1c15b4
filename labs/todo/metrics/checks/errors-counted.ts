import { type CheckContext, defineCheck, type HttpAnswer, PlatformError } from 'orkestr/lab';
import { whileRowIsLocked } from '../held-row.ts';
import { countedRequests, differences, growth, shown, withoutRoute } from '../request-counts.ts';
import { type Scrape, type ScrapeFailure, scrape, scrapeFailures } from '../scrape.ts';
import { createTask, taskFailures } from '../task.ts';
import { unknownId, unknownPath } from '../traffic.ts';

/** One answer of each error the contract knows, and its place in the counter. */
export default defineCheck({
  slug: 'errors-counted',
  title: { en: 'Errors are counted as errors', ru: 'Ошибки посчитаны как ошибки' },
  property: {
    en: 'Answers 404, 405, 422, 500 and 503 are counted under their own status, and a task that was rolled back is not counted as made.',
    ru: 'Ответы 404, 405, 422, 500 и 503 посчитаны под своим статусом, а откатившаяся задача не посчитана созданной.',
  },
  deadlineMs: 40_000,
  section: 'errors',
  failures: {
    ...scrapeFailures,
    ...taskFailures,
    'other-status': {
      message: {
        en: 'An error that was provoked got another status than the contract names.',
        ru: 'На вызванную ошибку сервис ответил не тем статусом, что назван в контракте.',
      },
      hint: {
        en: 'Before errors can be counted they must be answered: 500 when the database refuses, 503 when it does not answer within `DB_TIMEOUT_MS`.',
        ru: 'Прежде чем считать ошибки, на них надо ответить: 500, когда база отказала, и 503, когда она не ответила за `DB_TIMEOUT_MS`.',
      },
    },
    'never-counted': {
      message: { en: 'Errors never reached the counter.', ru: 'Ошибки не дошли до счётчика.' },
      hint: {
        en: 'A handler that throws never comes to the line after it. What runs for every answer, also for the failed ones?',
        ru: 'Если обработчик бросил исключение, до следующей строки дело не дойдёт. Что выполняется для каждого ответа, в том числе неудачного?',
      },
    },
    'wrong-status': {
      message: {
        en: 'Errors are counted under another status: the alert on errors stays silent.',
        ru: 'Ошибки посчитаны под другим статусом: алерт на ошибки промолчит.',
      },
      hint: {
        en: 'The status is decided last, often by the error handler. Read it when the answer is on its way.',
        ru: 'Статус решается последним, часто в обработчике ошибок. Читайте его, когда ответ уже уходит.',
      },
    },
    'not-equal': {
      message: {
        en: 'The counter does not show the errors that were answered.',
        ru: 'Счётчик показывает не те ошибки, что были в ответах.',
      },
      hint: {
        en: 'Each of these calls was made once. Follow the one that differs.',
        ru: 'Каждый из этих вызовов сделан один раз. Проследите за тем, который расходится.',
      },
    },
    'before-commit': {
      message: {
        en: '`todo_tasks_created_total` counted a task whose transaction was rolled back.',
        ru: '`todo_tasks_created_total` посчитал задачу, транзакция которой откатилась.',
      },
      hint: {
        en: 'Until COMMIT has succeeded nothing has happened. Count after it.',
        ru: 'Пока COMMIT не прошёл, ничего не произошло. Считайте после него.',
      },
    },
  },
  async run(check) {
    const id = await createTask(check);
    const settled = await afterTask(check);
    const { service, random } = check;
    const answers: Answered[] = [
      { route: '/tasks/{}', method: 'GET', status: 404, answer: await service.get(`/tasks/${unknownId(random)}`) },
      { route: 'unmatched', method: 'GET', status: 404, answer: await service.get(unknownPath(random)) },
      {
        route: '/tasks',
        method: 'PUT',
        status: 405,
        answer: await service.request({ method: 'PUT', path: '/tasks', json: {} }),
      },
      { route: '/tasks', method: 'POST', status: 422, answer: await service.post('/tasks', { title: '' }) },
      { route: '/tasks', method: 'POST', status: 500, answer: await refusedCommit(check) },
      { route: '/tasks/{}', method: 'PATCH', status: 503, answer: await lateAnswer(check, id) },
    ];
    const other = answers.find(({ answer, status }) => answer.status !== status);
    if (other) {
      throw check.fail('other-status', {
        expected: `${other.method} ${other.route}: ${other.status}`,
        received: other.answer.describe(),
        command: other.answer.command,
      });
    }
    await judge(check, settled, answers);
    const grown = (await scrape(check)).snapshot.sum(created) - settled.snapshot.sum(created);
    if (grown !== 0) {
      throw check.fail('before-commit', {
        expected: `${created}: +0`,
        received: `${created}: +${grown}`,
        command: `${settled.command} | grep ${created}`,
      });
    }
  },
});

const created = 'todo_tasks_created_total';

interface Answered {
  route: string;
  method: string;
  status: number;
  answer: HttpAnswer;
}

/** A scrape in which the task made before is counted, so that it cannot slip into what is measured next. */
async function afterTask(check: CheckContext<ScrapeFailure>): Promise<Scrape> {
  let previous = '';
  const { last } = await check.poll(() => scrape(check), {
    until: ({ snapshot }) => {
      const now = JSON.stringify([[...countedRequests(snapshot)], snapshot.sum(created)]);
      const settled = now === previous;
      previous = now;
      return settled;
    },
    deadlineMs: 2000,
    everyMs: 100,
  });
  return last;
}

/** The database takes the INSERT and refuses the COMMIT. */
async function refusedCommit(check: CheckContext): Promise<HttpAnswer> {
  const title = `refused ${check.random.word(12)}`;
  const { database } = check.service;
  await using fault = await database.rowFault({
    table: 'tasks',
    on: 'INSERT',
    does: 'raise-at-commit',
    when: `NEW.title = '${title}'`,
  });
  const answer = await check.service.post('/tasks', { title });
  if ((await fault.hits()) === 0) throw new PlatformError('staging', 'no INSERT came to the trigger that refuses it');
  return answer;
}

/** The row is locked for longer than the service waits. */
function lateAnswer(check: CheckContext, id: number): Promise<HttpAnswer> {
  return whileRowIsLocked(check, id, 1, async ([only]) => {
    const answer = await only;
    if (!answer) throw new PlatformError('staging', 'no request was sent to the locked row');
    return answer;
  });
}

async function judge(
  check: CheckContext<ScrapeFailure | 'never-counted' | 'wrong-status' | 'not-equal'>,
  before: Scrape,
  answers: readonly Answered[],
): Promise<void> {
  // Routes are compared elsewhere; for a 405 the contract leaves the route open besides.
  const sent = new Map<string, number>();
  for (const { method, status } of answers) {
    sent.set(`${method} ${status}`, (sent.get(`${method} ${status}`) ?? 0) + 1);
  }
  const base = withoutRoute(countedRequests(before.snapshot));
  const { met, last } = await check.poll(
    async () => differences(sent, growth(base, withoutRoute(countedRequests((await scrape(check)).snapshot)))),
    { until: (different) => different.length === 0, deadlineMs: 3000, everyMs: 100 },
  );
  if (met) return;
  const evidence = { ...shown(last, 6), command: `${before.command} | grep '^http_requests_total'` };
  if (last.every((one) => one.counted === 0)) throw check.fail('never-counted', evidence);
  const elsewhere = last.some((one) => one.sent === 0 && one.counted > 0 && / [123]\d\d$/.test(one.kind));
  throw check.fail(elsewhere ? 'wrong-status' : 'not-equal', evidence);
}
