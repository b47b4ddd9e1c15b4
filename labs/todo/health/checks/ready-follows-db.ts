import type { Text } from 'orkestr/contract';
import { type CheckContext, defineCheck, type Faults } from 'orkestr/lab';
import { isObject } from '../../observe/json.ts';
import { checkIn, readyBody, saysReady } from '../../observe/operations.ts';
import { lasting, phrase } from '../../observe/phrase.ts';
import { watchReady } from '../watch-ready.ts';

const lostWithinMs = 5_000;
const backWithinMs = 10_000;

/** Readiness follows the database, both ways, in one process. */
export default defineCheck({
  slug: 'ready-follows-db',
  title: { en: 'Ready only with a database that answers', ru: 'Готов, только пока база отвечает' },
  property: {
    en: 'When the database freezes or stops, GET /ready turns 503 within 5 s and says which part is unhealthy; when it is back, 200 within 10 s, from the same process.',
    ru: 'Когда база замирает или останавливается, GET /ready за 5 с переходит на 503 и говорит, что нездорово; когда она вернулась, за 10 с снова 200, и процесс всё тот же.',
  },
  deadlineMs: 75_000,
  section: 'readiness',
  failures: {
    'not-ready': {
      message: {
        en: 'With a healthy database /ready does not say yes in the form of the contract.',
        ru: 'При здоровой базе /ready не говорит «да» в той форме, что в контракте.',
      },
      hint: {
        en: 'Both parts are named under `checks`: the database and the migrations.',
        ru: 'В `checks` названы обе части: база и миграции.',
      },
    },
    'says-yes': {
      message: { en: 'Readiness says yes without asking.', ru: 'Готовность говорит «да», никого не спросив.' },
      hint: {
        en: 'The load balancer believes this answer and goes on sending people here. When was the database last asked, and by whom?',
        ru: 'Балансировщик верит этому ответу и продолжает слать сюда людей. Когда базу спрашивали в последний раз и кто?',
      },
    },
    hangs: {
      message: {
        en: 'Readiness waits for a database that does not answer.',
        ru: 'Готовность ждёт базу, которая не отвечает.',
      },
      hint: {
        en: 'A frozen database takes the connection and keeps silent: no error comes, ever. Who ends your waiting, and after how long? A setting for connecting does not end a query that was sent.',
        ru: 'Замершая база принимает соединение и молчит: ошибки не будет никогда. Кто прервёт ваше ожидание и через сколько? Настройка на подключение не прервёт уже отправленный запрос.',
      },
    },
    'other-status': {
      message: {
        en: 'Without a database /ready answers with another status than 503.',
        ru: 'Без базы /ready отвечает не статусом 503.',
      },
      hint: {
        en: 'An exception that ends in the general handler is a 500: to a probe that looks alike, to a human it looks like a bug.',
        ru: 'Исключение, дошедшее до общего обработчика, даёт 500: для пробы это то же самое, а человеку кажется ошибкой в коде.',
      },
    },
    'other-body': {
      message: {
        en: 'The 503 of /ready does not say what is unhealthy.',
        ru: 'Ответ 503 на /ready не говорит, что именно нездорово.',
      },
      hint: {
        en: 'Whoever is woken up at night reads this body first.',
        ru: 'Тот, кого разбудили ночью, первым делом прочитает это тело.',
      },
    },
    'not-back': {
      message: {
        en: 'The database is back, and /ready still says no.',
        ru: 'База вернулась, а /ready всё ещё говорит «нет».',
      },
      hint: {
        en: 'The connections from before are dead. Does your pool notice, throw them away and make new ones, or does the first failure stay for ever?',
        ru: 'Прежние соединения мертвы. Замечает ли это пул, выбрасывает ли их и создаёт ли новые, или первая неудача остаётся навсегда?',
      },
    },
    died: {
      message: { en: 'The process did not survive the loss of its database.', ru: 'Процесс не пережил потери базы.' },
      hint: {
        en: 'A lost connection often speaks up where nobody listens: an event without a handler, a background task without a catch. Its last lines say where.',
        ru: 'Потерянное соединение часто подаёт голос там, где никто не слушает: событие без обработчика, фоновая задача без перехвата. Последние строки лога скажут, где.',
      },
    },
  },
  async run(check) {
    const { startedAt } = await check.service.state();
    const before = await check.service.get('/ready');
    if (!saysReady(before)) {
      throw check.fail('not-ready', { expected: readyBody, received: before.describe(), command: before.command });
    }
    for (const fault of ['pause', 'stop'] as const) {
      await expectLoss(check, fault);
      const { state, logs } = { state: await check.service.state(), logs: check.service.logs() };
      if (state.running && state.startedAt === startedAt) continue;
      throw check.fail('died', {
        expected: { en: 'the same process as before', ru: 'тот же процесс, что и раньше' },
        received: {
          en: state.running ? 'another process' : `it ended with exit code ${state.exitCode}`,
          ru: state.running ? 'другой процесс' : `он завершился с кодом ${state.exitCode}`,
        },
        command: commands[fault].whole,
        log: logs.slice(-8).map((line) => line.text),
      });
    }
  },
});

type Check = CheckContext<'says-yes' | 'hangs' | 'other-status' | 'other-body' | 'not-back'>;

const curl = 'curl -i http://localhost:8080/ready';
const commands = {
  pause: { whole: `docker pause postgres; ${curl}; docker unpause postgres` },
  stop: { whole: `docker stop postgres; ${curl}; docker start postgres` },
} satisfies Partial<Record<keyof Faults, { whole: string }>>;

const nameOf: Record<'pause' | 'stop', Text> = {
  pause: { en: 'database frozen', ru: 'база замерла' },
  stop: { en: 'database stopped', ru: 'база остановлена' },
};

/** The database goes, and comes back. */
async function expectLoss(check: Check & CheckContext, kind: 'pause' | 'stop'): Promise<void> {
  const command = commands[kind].whole;
  await using fault = await check.postgres.faults[kind]();
  const lost = await watchReady(check, check.service, {
    until: ({ status }) => status === 503,
    deadlineMs: lostWithinMs,
  });
  const named = (text: Text) =>
    phrase((say) => ({ en: `${say(nameOf[kind])}: ${say(text)}`, ru: `${say(nameOf[kind])}: ${say(text)}` }));
  if (!lost.met) {
    const code = !lost.complete ? 'hangs' : lost.complete.status === 200 ? 'says-yes' : 'other-status';
    throw check.fail(code, {
      expected: { en: `503 within ${lostWithinMs / 1000} s`, ru: `503 за ${lostWithinMs / 1000} с` },
      received: named(lasting((lost.complete ?? lost.last).describe(), lost)),
      command,
    });
  }
  const body = lost.last.json();
  if (!isObject(body) || body.ready !== false || checkIn(lost.last, 'database') !== 'unhealthy') {
    throw check.fail('other-body', {
      expected: '503 {"ready":false,"checks":{"database":"unhealthy",…}}',
      received: lost.last.describe(),
      command,
    });
  }
  await fault.lift();
  const back = await watchReady(check, check.service, { until: saysReady, deadlineMs: backWithinMs });
  if (back.met || !(await check.service.state()).running) return;
  throw check.fail('not-back', {
    expected: {
      en: `200 within ${backWithinMs / 1000} s of its return`,
      ru: `200 не позже ${backWithinMs / 1000} с после её возвращения`,
    },
    received: lasting((back.complete ?? back.last).describe(), back),
    command,
  });
}
