import {
  type CheckContext,
  defineCheck,
  type HttpAnswer,
  type LoadRun,
  PlatformError,
  type ServiceInstance,
} from 'orkestr/lab';
import { waitForBlocked } from '../../observe/lock-waits.ts';
import { lasting, phrase } from '../../observe/phrase.ts';
import { createTask, needsTask } from '../../observe/task.ts';
import { watchReady } from '../watch-ready.ts';

const drainSeconds = 3;
/** The load ends this long before the service may close its listener: an honest one is never asked too late. */
const marginMs = 1_000;
const exitWithinMs = 15_000;

/** A service that is told to stop says so first, serves on, finishes what it has begun, and goes. */
export default defineCheck({
  slug: 'drain',
  title: { en: 'The last seconds', ru: 'Последние секунды' },
  property: {
    en: 'After SIGTERM under load /ready is 503 within 1 s, requests are served for DRAIN_SECONDS, the one in flight is finished, none fails, and the process ends with 0 within 15 s.',
    ru: 'После SIGTERM под нагрузкой /ready за 1 с отвечает 503, запросы обслуживаются ещё DRAIN_SECONDS, начатый доводится до конца, ни один не теряется, и процесс за 15 с завершается с кодом 0.',
  },
  deadlineMs: 60_000,
  section: 'drain',
  failures: {
    ...needsTask,
    'ready-stays': {
      message: {
        en: 'SIGTERM came, and /ready goes on saying yes.',
        ru: 'Пришёл SIGTERM, а /ready продолжает говорить «да».',
      },
      hint: {
        en: 'Did the signal arrive at all? Process 1 of a container has no default action for it, and a shell or a package manager in front of your program does not hand it on.',
        ru: 'Дошёл ли сигнал вообще? У процесса 1 в контейнере нет для него действия по умолчанию, а оболочка или менеджер пакетов перед вашей программой его не передают.',
      },
    },
    'closed-at-once': {
      message: {
        en: 'The listener was closed before anybody could know: requests were cut at shutdown.',
        ru: 'Порт закрыли раньше, чем кто-то мог узнать об этом: запросы при остановке оборвались.',
      },
      hint: {
        en: 'A load balancer learns from /ready that you are going, and it asks only every few seconds. What happens to those it sends in between?',
        ru: 'Балансировщик узнаёт о вашем уходе из /ready, а спрашивает он раз в несколько секунд. Что будет с теми, кого он пришлёт за это время?',
      },
    },
    cut: {
      message: { en: 'Requests were cut at shutdown.', ru: 'Запросы при остановке оборвались.' },
      hint: {
        en: 'For DRAIN_SECONDS after the signal everything works as before, but for /ready. What is taken away too early: the listener, the pool, the process?',
        ru: 'В течение DRAIN_SECONDS после сигнала всё, кроме /ready, работает как раньше. Что убирают слишком рано: порт, пул, процесс?',
      },
    },
    'in-flight-cut': {
      message: {
        en: 'A request that was in flight was not finished.',
        ru: 'Запрос, который уже выполнялся, не довели до конца.',
      },
      hint: {
        en: 'Closing the listener stops new connections only. Who waits for the answers that are still owed, and is the database closed after them or before?',
        ru: 'Закрытый порт останавливает только новые соединения. Кто ждёт ответов, которые ещё должны уйти, и закрывается ли база после них или до?',
      },
    },
    'still-running': {
      message: { en: 'The process does not end after SIGTERM.', ru: 'После SIGTERM процесс не завершается.' },
      hint: {
        en: 'Something keeps it alive: a timer, an open pool, a connection that a client keeps. After a while Docker and Kubernetes end it by force, whatever it is doing.',
        ru: 'Что-то держит его: таймер, открытый пул, соединение, которое не отпускает клиент. Спустя время Docker и Kubernetes завершат его силой, чем бы он ни был занят.',
      },
    },
    'exit-code': {
      message: { en: 'The process ended, but not with exit code 0.', ru: 'Процесс завершился, но не с кодом 0.' },
      hint: {
        en: '143 means that the signal ended it, not your code; 137 that it was ended by force; 1 an error on the way out.',
        ru: '143 значит, что его завершил сигнал, а не ваш код; 137 что его завершили силой; 1 что по пути к выходу случилась ошибка.',
      },
    },
  },
  async run(check) {
    const env = { DRAIN_SECONDS: String(drainSeconds), DB_TIMEOUT_MS: '12000' };
    const service = await check.startService({ env });
    const read = await createTask(check, {}, service);
    const held = await createTask(check, {}, service);
    await using load = service.load({ clients: 3, request: (sent) => requestOf(sent, read.id) });
    await check.poll(() => load.sent, { until: (sent) => sent >= 30, deadlineMs: 10_000, everyMs: 20 });

    await using holder = await service.database.session();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM tasks WHERE id = $1 FOR UPDATE', [held.id]);
    let answered = false;
    const inFlight = service.patch(`/tasks/${held.id}`, { title: 'In flight' }, { timeoutMs: 20_000 });
    inFlight.then(
      () => {
        answered = true;
      },
      () => undefined,
    );
    const staged = await waitForBlocked(check, service.database, {
      count: 1,
      deadlineMs: 5_000,
      answered: () => answered,
    });
    if (!staged) throw new PlatformError('staging-did-not-bite', 'no request came to wait for the held row');

    const began = check.now();
    await service.signal('SIGTERM');
    await expectDraining(check, service, began);
    await expectServed(check, load, began);
    await expectClosed(check, service);
    await holder.query('COMMIT');
    await expectFinished(check, service, await inFlight);
    await expectExit(check, service, began);
  },
});

type Check = CheckContext<'ready-stays' | 'closed-at-once' | 'cut' | 'in-flight-cut' | 'still-running' | 'exit-code'>;

const command =
  'docker kill --signal SIGTERM CONTAINER; while curl -s -o /dev/null -w "%{http_code}\\n" localhost:8080/ready; do :; done; docker wait CONTAINER';

function requestOf(sent: number, id: number) {
  if (sent % 4 === 0) return { method: 'POST', path: '/tasks', json: { title: `Task ${sent}` } };
  return { method: 'GET', path: `/tasks/${id}` };
}

function lastLines(service: ServiceInstance): string[] {
  return service
    .logs()
    .slice(-8)
    .map((line) => line.text);
}

/** 503 within a second, and never a closed door for as long as the drain lasts. */
async function expectDraining(check: Check & CheckContext, service: ServiceInstance, began: number): Promise<void> {
  const expected = {
    en: `/ready: 503 within 1 s, for ${drainSeconds} s (DRAIN_SECONDS)`,
    ru: `/ready: 503 за 1 с и так ${drainSeconds} с (DRAIN_SECONDS)`,
  };
  const told = await watchReady(check, service, { until: ({ status }) => status !== 200, deadlineMs: 1_000 });
  if (!told.met) {
    const received = lasting(told.last.describe(), told);
    throw check.fail('ready-stays', { expected, received, command, log: lastLines(service) });
  }
  const ends = began + drainSeconds * 1_000 - marginMs;
  const watched = await check.poll(() => service.get('/ready', { quiet: true }), {
    until: ({ status }) => status !== 503 || check.now() >= ends,
    deadlineMs: drainSeconds * 1_000,
    everyMs: 50,
  });
  const { last } = watched;
  if (last.status === 503) return;
  const after = ((last.at - began) / 1000).toFixed(1);
  throw check.fail(last.status === 0 ? 'closed-at-once' : 'ready-stays', {
    expected,
    received: phrase((say) => ({
      en: `${after} s after SIGTERM: ${say(last.describe())}`,
      ru: `через ${after.replace('.', ',')} с после SIGTERM: ${say(last.describe())}`,
    })),
    command,
    log: lastLines(service),
  });
}

async function expectServed(check: Check, load: LoadRun, began: number): Promise<void> {
  const { answers } = await load.stop();
  const failed = answers.filter(({ status }) => status === 0 || status >= 400);
  const first = failed[0];
  if (!first) return;
  const after = ((first.at - began) / 1000).toFixed(1);
  throw check.fail('cut', {
    expected: { en: `${answers.length} requests, none failed`, ru: `запросов: ${answers.length}, неудачных нет` },
    received: phrase((say) => ({
      en: `${failed.length} failed; the first, sent ${after} s after SIGTERM: ${say(first.describe())}`,
      ru: `неудачных: ${failed.length}; первый, отправленный через ${after.replace('.', ',')} с после SIGTERM: ${say(first.describe())}`,
    })),
    command: first.command,
  });
}

/** Waits until new connections are refused, or for long enough: only then is the held request let go. */
async function expectClosed(check: CheckContext, service: ServiceInstance): Promise<void> {
  await check.poll(() => service.get('/live', { timeoutMs: 1_000, quiet: true }), {
    until: ({ status }) => status === 0,
    deadlineMs: marginMs + 2_000,
    everyMs: 50,
  });
}

async function expectFinished(check: Check, service: ServiceInstance, answer: HttpAnswer): Promise<void> {
  if (answer.status === 200) return;
  throw check.fail('in-flight-cut', {
    expected: {
      en: '200 for the PATCH that was sent before SIGTERM and waited for a lock',
      ru: '200 на PATCH, который отправили до SIGTERM и который ждал блокировку',
    },
    received: answer.describe(),
    command: answer.command,
    log: lastLines(service),
  });
}

async function expectExit(check: Check, service: ServiceInstance, began: number): Promise<void> {
  const state = await service.waitForExit(Math.max(1_000, exitWithinMs - (check.now() - began)));
  const expected = { en: 'exit code 0 within 15 s', ru: 'код завершения 0 за 15 с' };
  if (state.running) {
    const received = { en: 'still running after 15 s', ru: 'всё ещё работает через 15 с' };
    throw check.fail('still-running', { expected, received, command, log: lastLines(service) });
  }
  if (state.exitCode === 0) return;
  const received = { en: `exit code ${state.exitCode}`, ru: `код завершения ${state.exitCode}` };
  throw check.fail('exit-code', { expected, received, command, log: lastLines(service) });
}
