import { type CheckContext, defineCheck, type HttpAnswer, PlatformError, type ServiceInstance } from 'orkestr/lab';
import { errorIn } from '../../observe/error-body.ts';
import { shown } from '../../observe/json.ts';
import { waitForBlocked } from '../../observe/lock-waits.ts';
import { phrase } from '../../observe/phrase.ts';
import { createTask, needsTask, type Task, taskIn } from '../../observe/task.ts';

/** Of two writers that read the same version exactly one wins, and the other one learns that it did not. */
export default defineCheck({
  slug: 'if-match',
  title: { en: 'Two writers, one winner', ru: 'Двое пишут, один побеждает' },
  property: {
    en: 'Of two writes at the same moment with the same ETag in If-Match one gets 200 and the other 412 `version_conflict`; what stays is the winner’s.',
    ru: 'Из двух одновременных записей с одним ETag в If-Match одна получает 200, другая 412 `version_conflict`; остаётся написанное победителем.',
  },
  hidden: true,
  deadlineMs: 60_000,
  section: 'if-match',
  failures: {
    ...needsTask,
    ignored: {
      message: {
        en: 'A write with an If-Match of another version went through.',
        ru: 'Запись с If-Match от другой версии прошла.',
      },
      hint: {
        en: 'Whoever sends If-Match says: only if nobody was here since I looked. Who reads this header in your handler?',
        ru: 'Кто присылает If-Match, говорит: только если после меня тут никого не было. Кто в вашем обработчике читает этот заголовок?',
      },
    },
    'good-refused': {
      message: { en: 'A write with the right If-Match was refused.', ru: 'Запись с верным If-Match отвергнута.' },
      hint: {
        en: 'The value comes in as the ETag went out: with its quotes.',
        ru: 'Значение приходит таким же, каким ушёл ETag: с кавычками.',
      },
    },
    'no-conflict': {
      message: {
        en: 'The refusal is not 412 with `code` `version_conflict`.',
        ru: 'Отказ пришёл не статусом 412 с `code` `version_conflict`.',
      },
      hint: {
        en: '412 means "your condition did not hold": the client reads the task again and decides anew.',
        ru: '412 означает «ваше условие не выполнено»: клиент прочитает задачу заново и решит ещё раз.',
      },
    },
    'both-won': {
      message: { en: 'The second writer overwrote the first.', ru: 'Второй писатель затёр первого.' },
      hint: {
        en: 'Between reading the version and writing there is time enough for somebody else. What is true at the moment of the write, and which statement could say so?',
        ru: 'Между чтением версии и записью хватает времени ещё для кого-то. Что верно в сам момент записи, и какая команда могла бы это проверить?',
      },
    },
    'nobody-won': {
      message: {
        en: 'Of two writers with the right version neither got through.',
        ru: 'Из двоих с верной версией не прошёл никто.',
      },
      hint: {
        en: 'One of them was first. What made it lose: a deadlock, a time-out, a version raised before the comparison? The service log tells.',
        ru: 'Кто-то из них был первым. Почему он проиграл: взаимная блокировка, таймаут, версия, увеличенная до сравнения? Ответ в логе сервиса.',
      },
    },
    'loser-wrote': {
      message: {
        en: 'What stays in the table is not what the winner was told.',
        ru: 'В таблице осталось не то, что сообщили победителю.',
      },
      hint: {
        en: 'The one that got 412 left its traces, or the one that got 200 did not. One write, one transaction.',
        ru: 'Получивший 412 оставил следы, или получивший 200 не оставил. Одна запись, одна транзакция.',
      },
    },
  },
  async run(check) {
    await expectCondition(check, await createTask(check));
    // Writers that wait longer than the grader needs to bring them together, however slow the machine.
    const env = { DB_TIMEOUT_MS: '12000' };
    const replicas = [await check.startService({ env }), await check.startService({ env })];
    await expectOneWinner(check, await createTask(check), replicas);
  },
});

type Check = CheckContext<'ignored' | 'good-refused' | 'no-conflict' | 'both-won' | 'nobody-won' | 'loser-wrote'>;

const conflict = '412 {"error":"…","code":"version_conflict"}';

function expectConflict(check: Check, answer: HttpAnswer): void {
  const seen = { expected: conflict, received: answer.describe(), command: answer.command };
  if (answer.status >= 200 && answer.status < 300) throw check.fail('ignored', seen);
  if (answer.status !== 412 || errorIn(answer)?.code !== 'version_conflict') throw check.fail('no-conflict', seen);
}

/** One writer at a time: the wrong version is refused, the right one is not. */
async function expectCondition(check: Check, task: Task): Promise<void> {
  const path = `/tasks/${task.id}`;
  const changes = { title: `Edited ${check.random.word()}` };
  const wrong = { headers: { 'if-match': `"${task.version + check.random.integer(2, 40)}"` } };
  expectConflict(check, await check.service.patch(path, changes, wrong));
  expectConflict(check, await check.service.delete(path, wrong));
  const headers = { 'if-match': `"${task.version}"` };
  const right = await check.service.patch(path, changes, { headers });
  if (right.status !== 200) {
    throw check.fail('good-refused', { expected: '200', received: right.describe(), command: right.command });
  }
  // The same once more: by now this is the old version.
  expectConflict(check, await check.service.patch(path, { title: `Late ${check.random.word()}` }, { headers }));
}

/** Two replicas of the service write at one moment: the row is held until both stand before it. */
async function expectOneWinner(check: Check, task: Task, replicas: readonly ServiceInstance[]): Promise<void> {
  const { database } = check.service;
  const path = `/tasks/${task.id}`;
  const headers = { 'if-match': `"${task.version}"` };
  const titles = [`First ${check.random.word()}`, `Second ${check.random.word()}`];
  let answered = 0;
  await using holder = await database.session();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM tasks WHERE id = $1 FOR UPDATE', [task.id]);
  const writers = replicas.map(async (writer, index) => {
    const answer = await writer.patch(path, { title: titles[index] }, { headers, timeoutMs: 20_000 });
    answered++;
    return answer;
  });
  const both = Promise.all(writers);
  both.catch(() => undefined);
  const staged = await waitForBlocked(check, database, { count: 2, deadlineMs: 5_000, answered: () => answered > 0 });
  await holder.query('COMMIT');
  const answers = await both;
  judgeRace(check, answers);

  const winner = answers.findIndex(({ status }) => status === 200);
  const now = await check.service.get(path);
  const wanted = { title: titles[winner], version: task.version + 1 };
  const read = taskIn(now);
  if (read?.title !== wanted.title || read?.version !== wanted.version) {
    const received = read ? shown(read, ['title', 'version']) : now.describe();
    throw check.fail('loser-wrote', { expected: shown(wanted, ['title', 'version']), received, command: now.command });
  }
  if (!staged) throw new PlatformError('staging-did-not-bite', 'the two writers never stood before the row together');
}

function judgeRace(check: Check, answers: readonly HttpAnswer[]): void {
  const won = answers.filter(({ status }) => status === 200).length;
  const loser = answers.find(({ status }) => status !== 200);
  const evidence = {
    expected: { en: 'one 200, one 412', ru: 'один ответ 200, один 412' },
    received: phrase((say) => {
      const [one, other] = answers.map((answer) => say(answer.describe()));
      return { en: `${one} and ${other}`, ru: `${one} и ${other}` };
    }),
    command: answers[0]!.command,
  };
  if (won === 2) throw check.fail('both-won', evidence);
  if (won === 0) throw check.fail('nobody-won', evidence);
  if (loser && (loser.status !== 412 || errorIn(loser)?.code !== 'version_conflict')) {
    throw check.fail('no-conflict', evidence);
  }
}
