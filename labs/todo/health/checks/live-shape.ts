import { isDeepStrictEqual } from 'node:util';
import { defineCheck } from 'orkestr/lab';

const calls = 20;
const limitMs = 500;

/** Liveness answers for the process alone, whatever has happened to the database. */
export default defineCheck({
  slug: 'live-shape',
  title: { en: 'Alive asks nobody', ru: 'Живость никого не спрашивает' },
  property: {
    en: `GET /live answers 200 {"status":"alive"}; with the database frozen ${calls} calls do the same, each within ${limitMs} ms.`,
    ru: `GET /live отвечает 200 {"status":"alive"}; при замершей базе ${calls} вызовов отвечают так же, каждый за ${limitMs} мс.`,
  },
  deadlineMs: 20_000,
  section: 'live',
  failures: {
    missing: {
      message: { en: 'GET /live does not answer 200.', ru: 'GET /live не отвечает 200.' },
      hint: {
        en: 'This is the simplest call of all: a process that can answer says so.',
        ru: 'Это самый простой вызов: процесс, который может ответить, так и говорит.',
      },
    },
    'other-body': {
      message: {
        en: 'The body of /live is not the one of the contract.',
        ru: 'Тело ответа /live не такое, как в контракте.',
      },
      hint: {
        en: 'It is JSON with one field. Whatever else you would like to tell belongs into /health.',
        ru: 'Это JSON с одним полем. Всему остальному, что хочется рассказать, место в /health.',
      },
    },
    'asks-database': {
      message: {
        en: 'Liveness asked the database: restarts cure nothing.',
        ru: 'Проба живости спросила базу: перезапуски ничего не вылечат.',
      },
      hint: {
        en: 'With this answer Kubernetes kills a healthy process, in all replicas at once, and the new ones meet the same database. What does your handler, or something in front of it, wait for?',
        ru: 'С таким ответом Kubernetes убивает здоровый процесс, причём во всех репликах сразу, а новые встретят ту же базу. Чего ждёт ваш обработчик или то, что стоит перед ним?',
      },
    },
    slow: {
      message: { en: 'With the database frozen /live got slow.', ru: 'При замершей базе /live стал медленным.' },
      hint: {
        en: 'A probe has a time limit, often 1 s. Does something block the thread, or the queue, in which /live waits for its turn?',
        ru: 'У пробы есть предел времени, часто 1 с. Не блокирует ли что-то поток или очередь, где /live ждёт своего хода?',
      },
    },
  },
  async run(check) {
    const expected = '200 {"status":"alive"}';
    const first = await check.service.get('/live');
    if (first.status !== 200) {
      throw check.fail('missing', { expected, received: first.describe(), command: first.command });
    }
    if (!isDeepStrictEqual(first.json(), { status: 'alive' })) {
      throw check.fail('other-body', { expected, received: first.describe(), command: first.command });
    }
    const usual: number[] = [];
    for (let call = 0; call < 5; call++) usual.push((await check.service.get('/live', { quiet: true })).durationMs);
    // A machine that is busy with other things is slow before the fault as well.
    const barMs = Math.max(limitMs, Math.round(4 * Math.max(...usual)));
    await using _ = await check.postgres.faults.pause();
    for (let call = 0; call < calls; call++) {
      const answer = await check.service.get('/live', { timeoutMs: 2_000, quiet: call > 0 });
      const command = `docker pause postgres; ${answer.command}; docker unpause postgres`;
      if (answer.status !== 200) throw check.fail('asks-database', { expected, received: answer.describe(), command });
      if (answer.durationMs <= barMs) continue;
      const took = Math.round(answer.durationMs);
      throw check.fail('slow', {
        expected: { en: `an answer within ${barMs} ms`, ru: `ответ за ${barMs} мс` },
        received: { en: `call ${call + 1} took ${took} ms`, ru: `вызов ${call + 1} занял ${took} мс` },
        command,
      });
    }
  },
});
