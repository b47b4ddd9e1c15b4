import { type CheckContext, defineCheck, type Faults, type HttpAnswer, type ServiceInstance } from 'orkestr/lab';
import { leakIn } from '../driver-text.ts';

/** An error tells the caller what to do, and not where the database lives. */
export default defineCheck({
  slug: 'no-leak',
  title: { en: 'An error keeps its secrets', ru: 'Ошибка хранит секреты' },
  property: {
    en: 'With the database frozen and stopped no body of /ready, /health and GET /tasks contains host, address, user, password, database name or the text of a driver.',
    ru: 'При замершей и при остановленной базе тела ответов /ready, /health и GET /tasks не содержат ни хоста, ни адреса, ни пользователя, ни пароля, ни имени базы, ни текста драйвера.',
  },
  hidden: true,
  deadlineMs: 75_000,
  section: 'no-leak',
  failures: {
    canary: {
      message: { en: 'The error text shows where the database lives.', ru: 'Текст ошибки показывает, где живёт база.' },
      hint: {
        en: 'This body goes to everybody who can reach the service. Whose text is it: one you wrote, or one that was handed on?',
        ru: 'Это тело получит каждый, кто может достучаться до сервиса. Чей это текст: написанный вами или переданный дальше как есть?',
      },
    },
    'driver-text': {
      message: {
        en: 'The text of the driver went out with the answer.',
        ru: 'Вместе с ответом наружу ушёл текст драйвера.',
      },
      hint: {
        en: 'Today it holds an error code, tomorrow, with another fault, an address and a user. The log is the place for it; the answer has its fixed words.',
        ru: 'Сегодня в нём код ошибки, а завтра, при другом сбое, адрес и пользователь. Ему место в логе, а у ответа свои постоянные слова.',
      },
    },
  },
  async run(check) {
    const { random, postgres } = check;
    const owner = { user: `canary_${random.word(10)}`, password: `secret${random.word(16)}` };
    const database = await postgres.createDatabase({ migrated: true, owner });
    const [server] = await database.query<{ address: string | null }>('SELECT host(inet_server_addr()) AS address');
    const canaries = [owner.user, owner.password, database.name, postgres.aliasHost, server?.address ?? owner.user];
    const url = new URL(database.url);
    url.hostname = postgres.aliasHost;
    const service = await check.startService({ database, env: { DATABASE_URL: url.href } });
    check.note({
      en: `This instance knows the database as ${postgres.aliasHost}, user ${owner.user}.`,
      ru: `Этот экземпляр знает базу как ${postgres.aliasHost}, пользователь ${owner.user}.`,
    });
    // So that there is a connection to lose.
    await service.get('/tasks');
    for (const kind of ['pause', 'stop'] as const) {
      await using _ = await postgres.faults[kind]();
      await Promise.all(paths.map((path) => expectSilence(check, service, { path, kind, canaries })));
    }
  },
});

type Check = CheckContext<'canary' | 'driver-text'>;

const paths = ['/ready', '/health', '/tasks'];
const lift = { pause: 'docker unpause postgres', stop: 'docker start postgres' } satisfies Partial<
  Record<keyof Faults, string>
>;

/** Every answer until the first 503 is looked at; a service that never says 503 is another check's business. */
async function expectSilence(
  check: Check & CheckContext,
  service: ServiceInstance,
  { path, kind, canaries }: { path: string; kind: 'pause' | 'stop'; canaries: readonly string[] },
): Promise<void> {
  const look = async () => {
    const answer = await service.get(path, { timeoutMs: 4_000 });
    expectClean(check, answer, `docker ${kind} postgres; ${answer.command}; ${lift[kind]}`, canaries);
    return answer;
  };
  await check.poll(look, { until: ({ status }) => status === 503, deadlineMs: 4_000, everyMs: 200 });
}

function expectClean(check: Check, answer: HttpAnswer, command: string, canaries: readonly string[]): void {
  const leak = leakIn(answer.body, canaries);
  if (leak === undefined) return;
  throw check.fail(canaries.includes(leak) ? 'canary' : 'driver-text', {
    expected: { en: `a body without "${leak}"`, ru: `тело без «${leak}»` },
    received: answer.describe(),
    command,
  });
}
