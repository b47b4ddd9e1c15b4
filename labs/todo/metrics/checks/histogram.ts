import { type CheckContext, defineCheck, type HttpAnswer, type MetricsSnapshot, PlatformError } from 'orkestr/lab';
import { familyOf, latencyBounds, missingBounds } from '../required-metrics.ts';
import { routeShape } from '../route-shape.ts';
import { type Scrape, type ScrapeFailure, scrape, scrapeFailures } from '../scrape.ts';
import { taskFailures } from '../task.ts';
import { creation, sendAll } from '../traffic.ts';

const name = 'http_request_duration_seconds';
const slowMs = 700;
const fast = 10;
/** Servers may still count while the answer is already read; more than this is no rounding. */
const slackSeconds = 0.25;

/** One request of 700 ms among fast ones, looked for in the buckets. */
export default defineCheck({
  slug: 'histogram',
  title: { en: 'A slow request in the right bucket', ru: 'Медленный запрос в нужной корзине' },
  property: {
    en: 'A request that takes 700 ms is counted in `le="1"` and not in `le="0.5"`; sum and count grow by exactly what was sent.',
    ru: 'Запрос на 700 мс попадает в `le="1"` и не попадает в `le="0.5"`; сумма и число растут ровно на отправленное.',
  },
  deadlineMs: 30_000,
  section: 'buckets',
  failures: {
    ...scrapeFailures,
    ...taskFailures,
    'no-histogram': {
      message: { en: 'The latency is not a histogram.', ru: 'Задержка — не гистограмма.' },
      hint: {
        en: 'A summary computes its quantiles inside one process, and quantiles of several replicas cannot be added up. Buckets can.',
        ru: 'Summary считает квантили внутри одного процесса, а квантили разных реплик не сложить. Корзины (buckets) сложить можно.',
      },
    },
    'missing-bounds': {
      message: {
        en: 'Buckets miss .5 and 1: the alerts need them.',
        ru: 'Среди корзин нет .5 и 1: они нужны алертам.',
      },
      hint: {
        en: 'A quantile is only as sharp as the buckets beside it. Put bounds where the decisions are.',
        ru: 'Квантиль точен ровно настолько, насколько густы корзины рядом с ним. Ставьте границы там, где принимают решения.',
      },
    },
    milliseconds: {
      message: {
        en: 'The histogram of seconds is fed with milliseconds.',
        ru: 'В гистограмму секунд пишут миллисекунды.',
      },
      hint: {
        en: 'The name says `_seconds`. Look at the unit of the number that is observed.',
        ru: 'Имя говорит `_seconds`. Посмотрите, в каких единицах число, которое туда передают.',
      },
    },
    'not-observed': {
      message: { en: 'The histogram did not count what was sent.', ru: 'Гистограмма посчитала не то, что отправлено.' },
      hint: {
        en: 'One request is one observation, under the same method and route as in the counter.',
        ru: 'Один запрос — одно наблюдение, с тем же методом и маршрутом, что и в счётчике.',
      },
    },
    'wrong-bucket': {
      message: { en: 'The slow request is in the wrong bucket.', ru: 'Медленный запрос попал не в ту корзину.' },
      hint: {
        en: 'From when to when is the time taken? It begins when the request comes and ends when the answer has gone.',
        ru: 'От какого и до какого момента измеряется время? Оно начинается с приходом запроса и кончается, когда ушёл ответ.',
      },
    },
    'wrong-sum': {
      message: {
        en: 'The sum of the histogram is not the time that passed.',
        ru: 'Сумма гистограммы — не то время, что прошло.',
      },
      hint: {
        en: 'Sum divided by count is the mean latency. Compare it with what `curl -w "%{time_total}"` says.',
        ru: 'Сумма, делённая на число, — средняя задержка. Сравните её с тем, что говорит `curl -w "%{time_total}"`.',
      },
    },
  },
  async run(check) {
    const before = await scrape(check);
    const { snapshot, command } = before;
    const family = familyOf(snapshot, name);
    const grep = `${command} | grep '^${name}'`;
    if (family?.type !== 'histogram') {
      throw check.fail('no-histogram', {
        expected: `# TYPE ${name} histogram`,
        received: family ? `# TYPE ${name} ${family.type}` : { en: 'no such metric', ru: 'такой метрики нет' },
        command: `${command} | grep '${name}'`,
      });
    }
    const missing = missingBounds(family);
    if (missing.length > 0 && family.samples.length > 0) {
      throw check.fail('missing-bounds', {
        expected: {
          en: `buckets up to ${latencyBounds.join(', ')}`,
          ru: `корзины с границами ${latencyBounds.join(', ')}`,
        },
        received: { en: `no le = ${missing.join(', ')}`, ru: `нет le = ${missing.join(', ')}` },
        command: grep,
      });
    }
    const quick = await sendAll(
      check,
      Array.from({ length: fast }, () => creation(check.random)),
    );
    const slow = await slowRequest(check);
    const answers = [...quick.map(({ answer }) => answer), slow];
    await judge(check, before, answers, slow, grep);
  },
});

/** A POST whose INSERT is held for 700 ms by a trigger. */
async function slowRequest(check: CheckContext<'no-task'>): Promise<HttpAnswer> {
  const title = `slow ${check.random.word(12)}`;
  await using fault = await check.service.database.rowFault({
    table: 'tasks',
    on: 'INSERT',
    does: 'sleep',
    sleepMs: slowMs,
    when: `NEW.title = '${title}'`,
  });
  const answer = await check.service.post('/tasks', { title });
  if (answer.status !== 201) {
    throw check.fail('no-task', {
      expected: { en: '201 after 700 ms', ru: '201 через 700 мс' },
      received: answer.describe(),
      command: answer.command,
    });
  }
  if ((await fault.hits()) === 0) throw new PlatformError('staging', 'no INSERT came to the trigger that sleeps');
  return answer;
}

interface Observed {
  count: number;
  sum: number;
  /** How many in `le="0.5"` and `le="1"`. */
  half: number;
  one: number;
}

/** What the histogram says of POST /tasks. */
function observed(snapshot: MetricsSnapshot): Observed {
  const total = (suffix: string, le?: number) =>
    snapshot
      .samples(`${name}${suffix}`, { method: 'POST' })
      .filter(({ labels }) => routeShape(labels.route ?? '') === '/tasks')
      .filter(({ labels }) => le === undefined || Number(labels.le) === le)
      .reduce((sum, sample) => sum + sample.value, 0);
  return { count: total('_count'), sum: total('_sum'), half: total('_bucket', 0.5), one: total('_bucket', 1) };
}

async function judge(
  check: CheckContext<
    ScrapeFailure | 'missing-bounds' | 'not-observed' | 'milliseconds' | 'wrong-bucket' | 'wrong-sum'
  >,
  before: Scrape,
  answers: readonly HttpAnswer[],
  slow: HttpAnswer,
  command: string,
): Promise<void> {
  const base = observed(before.snapshot);
  const { met, last } = await check.poll(
    async () => {
      const now = observed((await scrape(check)).snapshot);
      const { count, sum, half, one } = now;
      return { count: count - base.count, sum: sum - base.sum, half: half - base.half, one: one - base.one };
    },
    { until: ({ count }) => count === answers.length, deadlineMs: 3000, everyMs: 100 },
  );
  if (!met) {
    throw check.fail('not-observed', {
      expected: `${name}_count{method="POST",route="/tasks"}: +${answers.length}`,
      received: `${name}_count{method="POST",route="/tasks"}: +${last.count}`,
      command,
    });
  }
  const took = answers.reduce((sum, answer) => sum + answer.durationMs, 0) / 1000;
  if (last.sum >= slowMs) {
    throw check.fail('milliseconds', {
      expected: `${name}_sum: +${took.toFixed(3)}`,
      received: `${name}_sum: +${last.sum.toFixed(3)}`,
      command,
    });
  }
  // On a busy machine any of them may have taken longer than planned: only what is certain is asked for.
  const within = (limitMs: number) => answers.filter((answer) => answer.durationMs <= limitMs).length;
  const right = {
    half: last.half >= within(450) && last.half < answers.length,
    one: last.one >= within(950) && last.one <= answers.length,
  };
  if (!right.half || !right.one) {
    throw check.fail('wrong-bucket', {
      expected: {
        en: `${fast} fast requests in le="0.5", with the one of ${Math.round(slow.durationMs)} ms ${answers.length} in le="1"`,
        ru: `в le="0.5" быстрых запросов ${fast}, в le="1" вместе с запросом на ${Math.round(slow.durationMs)} мс — ${answers.length}`,
      },
      received: `le="0.5": +${last.half}, le="1": +${last.one}`,
      command,
    });
  }
  if (last.sum < slowMs / 1000 || last.sum > took + slackSeconds) {
    throw check.fail('wrong-sum', {
      expected: {
        en: `${name}_sum grows by ${slowMs / 1000} to ${took.toFixed(3)} seconds`,
        ru: `${name}_sum вырастает на ${slowMs / 1000}–${took.toFixed(3)} секунды`,
      },
      received: `${name}_sum: +${last.sum.toFixed(3)}`,
      command,
    });
  }
}
