import { type CheckContext, defineCheck, type ServiceInstance } from 'orkestr/lab';
import { readyBody, saysReady } from '../../observe/operations.ts';
import { lasting } from '../../observe/phrase.ts';
import { watchReady } from '../watch-ready.ts';

const withinMs = 10_000;

/** A service that is born before its database waits for it, alive. */
export default defineCheck({
  slug: 'start-without-db',
  title: { en: 'Born before its database', ru: 'Родился раньше базы' },
  property: {
    en: 'Started while the database is off, the service is live within 10 s and not ready; when the database comes, it is ready within 10 s, in the same process.',
    ru: 'Запущенный при выключенной базе, сервис за 10 с жив и не готов; когда база появляется, он за 10 с готов, и процесс тот же.',
  },
  deadlineMs: 75_000,
  section: 'late-database',
  failures: {
    died: {
      message: { en: 'The process died because the database was late.', ru: 'Процесс умер, потому что база опоздала.' },
      hint: {
        en: 'Everything starts at once, and somebody is always first. An exit here becomes a crash loop with longer and longer pauses. Who insists on a connection before the port is open?',
        ru: 'Всё стартует сразу, и кто-то всегда будет первым. Такой выход превращается в череду перезапусков с растущими паузами. Кто требует соединения раньше, чем открыт порт?',
      },
    },
    'not-live': {
      message: {
        en: 'Without a database the service does not answer on /live.',
        ru: 'Без базы сервис не отвечает на /live.',
      },
      hint: {
        en: 'The process runs, but nobody answers: is something waiting for the database before the port is opened?',
        ru: 'Процесс работает, но никто не отвечает: не ждёт ли что-то базу, прежде чем открыть порт?',
      },
    },
    'ready-too-soon': {
      message: {
        en: 'Without a database the service says that it is ready.',
        ru: 'Без базы сервис говорит, что готов.',
      },
      hint: {
        en: 'Nothing has been asked yet. What does readiness assume before its first look?',
        ru: 'Ещё никого не спросили. Что предполагает готовность до первого взгляда на базу?',
      },
    },
    'never-ready': {
      message: {
        en: 'The database came, and the service did not become ready.',
        ru: 'База появилась, а сервис готовым не стал.',
      },
      hint: {
        en: 'Somebody has to try again. Was the first attempt the only one, or do the pauses between the attempts grow without a limit?',
        ru: 'Кто-то должен попробовать снова. Первая попытка была единственной, или паузы между попытками растут без предела?',
      },
    },
  },
  async run(check) {
    await using fault = await check.postgres.faults.stop();
    const service = await check.startService({ waitFor: 'nothing' });
    await expectLive(check, service);
    const { startedAt } = await service.state();

    const waiting = await watchReady(check, service, { until: ({ status }) => status === 503, deadlineMs: 5_000 });
    if (!waiting.met) {
      throw check.fail('ready-too-soon', {
        expected: '503 {"ready":false,…}',
        received: lasting((waiting.complete ?? waiting.last).describe(), waiting),
        command,
      });
    }
    await fault.lift();
    const ready = await watchReady(check, service, { until: saysReady, deadlineMs: withinMs });
    const state = await service.state();
    if (!state.running || state.startedAt !== startedAt) throw await death(check, service);
    if (ready.met) return;
    throw check.fail('never-ready', {
      expected: { en: `${readyBody} within 10 s`, ru: `${readyBody} за 10 с` },
      received: lasting((ready.complete ?? ready.last).describe(), ready),
      command: `${command}; docker start postgres; curl -i http://localhost:8080/ready`,
    });
  },
});

type Check = CheckContext<'died' | 'not-live'>;

const command =
  'docker stop postgres; docker run -e DATABASE_URL -p 8080:8080 IMAGE & curl --retry 10 --retry-connrefused -i http://localhost:8080/live';

async function expectLive(check: Check, service: ServiceInstance): Promise<void> {
  const look = async () => ({
    answer: await service.get('/live', { timeoutMs: 2_000, quiet: true }),
    running: (await service.state()).running,
  });
  const live = await check.poll(look, {
    until: ({ answer, running }) => answer.status === 200 || !running,
    deadlineMs: withinMs,
    everyMs: 50,
  });
  if (!live.last.running) throw await death(check, service);
  if (live.met) return;
  throw check.fail('not-live', {
    expected: { en: '200 {"status":"alive"} within 10 s', ru: '200 {"status":"alive"} за 10 с' },
    received: lasting(live.last.answer.describe(), live),
    command,
    log: lastLines(service),
  });
}

async function death(check: Check, service: ServiceInstance) {
  const { exitCode } = await service.waitForExit(1_000);
  return check.fail('died', {
    expected: { en: 'a process that lives and waits', ru: 'процесс, который живёт и ждёт' },
    received: { en: `it ended with exit code ${exitCode}`, ru: `он завершился с кодом ${exitCode}` },
    command,
    log: lastLines(service),
  });
}

function lastLines(service: ServiceInstance): string[] {
  return service
    .logs()
    .slice(-8)
    .map((line) => line.text);
}
