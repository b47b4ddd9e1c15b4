import { type CheckContext, defineCheck, type HttpAnswer } from 'orkestr/lab';
import { isObject } from '../../observe/json.ts';
import { checkIn } from '../../observe/operations.ts';
import { lasting } from '../../observe/phrase.ts';
import { watchReady } from '../watch-ready.ts';

/** /health tells people what runs here, for how long, and what is wrong with it. */
export default defineCheck({
  slug: 'summary',
  title: { en: 'Healthy tells the story', ru: 'Здоровье рассказывает подробности' },
  property: {
    en: 'GET /health shows status, the version the image was built with, uptime in seconds and the state of each part; without the database it is 503 `down`.',
    ru: 'GET /health показывает статус, версию, с которой собран образ, время работы в секундах и состояние каждой части; без базы это 503 `down`.',
  },
  deadlineMs: 60_000,
  section: 'summary',
  failures: {
    'not-ok': {
      message: {
        en: 'With everything well /health does not say 200 `ok`.',
        ru: 'Когда всё в порядке, /health не говорит 200 `ok`.',
      },
      hint: {
        en: 'A part that is not configured is `disabled`, and that is no trouble.',
        ru: 'Часть, которая не настроена, `disabled`, и бедой это не считается.',
      },
    },
    version: {
      message: {
        en: '`version` is not the one the image was built with.',
        ru: '`version` не та, с которой собран образ.',
      },
      hint: {
        en: 'It comes as the build argument APP_VERSION, and an argument is gone when the build is over. What carries it into the running container, and in which stage of the Dockerfile?',
        ru: 'Она приходит аргументом сборки APP_VERSION, а аргумент после сборки исчезает. Что переносит его в работающий контейнер, и в какой стадии Dockerfile?',
      },
    },
    uptime: {
      message: { en: '`uptime_seconds` does not count seconds.', ru: '`uptime_seconds` не считает секунды.' },
      hint: {
        en: 'A number that grows by one a second: not text, not milliseconds, not the time of the start.',
        ru: 'Число, которое за секунду растёт на единицу: не текст, не миллисекунды, не время старта.',
      },
    },
    checks: {
      message: { en: '`checks` does not say how the parts are.', ru: '`checks` не говорит, как дела у частей.' },
      hint: {
        en: 'Each part has one word: `healthy`, `unhealthy` or `disabled`.',
        ru: 'У каждой части одно слово: `healthy`, `unhealthy` или `disabled`.',
      },
    },
    'says-ok': {
      message: { en: '`/health` says ok while the database is gone.', ru: '`/health` говорит ok, когда базы нет.' },
      hint: {
        en: 'The dashboard stays green while every request fails. Which of these fields was really looked up for this answer?',
        ru: 'Панель зелёная, а каждый запрос падает. Что из этих полей действительно узнали для этого ответа?',
      },
    },
    'not-down': {
      message: {
        en: 'Without the database /health is not 503 `down` with the database `unhealthy`.',
        ru: 'Без базы /health отвечает не 503 `down` с базой `unhealthy`.',
      },
      hint: {
        en: 'Status, `status` and `checks.database` tell the same story, also when the look at the database ends in an exception.',
        ru: 'Статус ответа, `status` и `checks.database` говорят одно и то же, даже если взгляд на базу кончился исключением.',
      },
    },
  },
  async run(check) {
    const first = await check.service.get('/health');
    expectFields(check, first);
    await expectUptime(check, first);

    await using _ = await check.postgres.faults.stop();
    const isDown = (answer: HttpAnswer) =>
      answer.status === 503 && statusIn(answer) === 'down' && checkIn(answer, 'database') === 'unhealthy';
    const down = await watchReady(check, check.service, { until: isDown, deadlineMs: 5_000, path: '/health' });
    if (down.met) return;
    const last = down.complete ?? down.last;
    throw check.fail(last.status === 200 ? 'says-ok' : 'not-down', {
      expected: {
        en: '503 {"status":"down",…,"checks":{"database":"unhealthy",…}} within 5 s',
        ru: '503 {"status":"down",…,"checks":{"database":"unhealthy",…}} за 5 с',
      },
      received: lasting(last.describe(), down),
      command: `docker stop postgres; ${last.command}; docker start postgres`,
    });
  },
});

type Check = CheckContext<'not-ok' | 'version' | 'uptime' | 'checks'>;

function fieldIn(answer: HttpAnswer, name: string): unknown {
  const body = answer.json();
  return isObject(body) ? body[name] : undefined;
}

const statusIn = (answer: HttpAnswer) => fieldIn(answer, 'status');

function expectFields(check: Check & CheckContext, answer: HttpAnswer): void {
  const { command } = answer;
  const { version } = check.service;
  if (answer.status !== 200 || statusIn(answer) !== 'ok') {
    const expected = '200 {"status":"ok",…}';
    throw check.fail('not-ok', { expected, received: answer.describe(), command });
  }
  if (fieldIn(answer, 'version') !== version) {
    throw check.fail('version', {
      expected: `"version":"${version}"`,
      received: `"version":${JSON.stringify(fieldIn(answer, 'version')) ?? '-'}`,
      command: `docker build --build-arg APP_VERSION=${version} . ; ${command}`,
    });
  }
  for (const part of ['database', 'migrations', 'kafka', 'notifications']) {
    const state = checkIn(answer, part);
    const needed = part === 'database' || part === 'migrations';
    // The other two come with later labs; until then they may be absent, but not be something else.
    const fits = needed
      ? state === 'healthy'
      : [undefined, 'healthy', 'unhealthy', 'disabled'].includes(state as string);
    if (fits) continue;
    const expected = `"checks":{"${part}":"${needed ? 'healthy' : 'disabled'}",…}`;
    throw check.fail('checks', { expected, received: answer.describe(), command });
  }
}

/** Whole seconds are as good as fractions: two looks may differ from the clock by one of them. */
async function expectUptime(check: Check & CheckContext, first: HttpAnswer): Promise<void> {
  const { command } = first;
  const before = fieldIn(first, 'uptime_seconds');
  const failed = (received: string) =>
    check.fail('uptime', {
      expected: {
        en: '"uptime_seconds": a number that grows by 1 a second',
        ru: '"uptime_seconds": число, которое растёт на 1 в секунду',
      },
      received,
      command,
    });
  if (typeof before !== 'number' || !(before >= 0)) throw failed(`"uptime_seconds":${JSON.stringify(before) ?? '-'}`);
  const later = await check.poll(() => check.service.get('/health', { quiet: true }), {
    until: (answer) => Number(fieldIn(answer, 'uptime_seconds')) > before,
    deadlineMs: 3_000,
    everyMs: 50,
  });
  const after = Number(fieldIn(later.last, 'uptime_seconds'));
  const seconds = (later.last.at + later.last.durationMs - first.at) / 1000;
  if (later.met && after - before <= seconds + 1.2) return;
  throw failed(`${before}, ${seconds.toFixed(1)} s: ${after}`);
}
