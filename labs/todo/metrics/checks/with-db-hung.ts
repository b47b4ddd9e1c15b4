import { defineCheck } from 'orkestr/lab';
import { readable, scrape, scrapeFailures } from '../scrape.ts';

const limitMs = 1000;

/** Scrapes while the database takes connections and answers nothing. */
export default defineCheck({
  slug: 'with-db-hung',
  title: { en: 'Numbers while the database hangs', ru: 'Числа, пока база висит' },
  property: {
    en: 'With the database frozen `/metrics` answers 200 within one second: the numbers are needed most when things go wrong.',
    ru: 'При замершей базе `/metrics` отвечает 200 за секунду: числа нужнее всего именно тогда, когда всё плохо.',
  },
  hidden: true,
  deadlineMs: 40_000,
  section: 'hung-database',
  failures: {
    ...scrapeFailures,
    'waits-for-database': {
      message: { en: 'The scrape waits for the database.', ru: 'Опрос метрик ждёт базу данных.' },
      hint: {
        en: 'What is asked while a scrape is being answered, and whom? Numbers that need a query can be gathered at another time.',
        ru: 'Кого и о чём спрашивает сервис, пока отвечает на опрос? Числа, для которых нужен запрос, можно собирать в другое время.',
      },
    },
  },
  async run(check) {
    await scrape(check);
    await using fault = await check.postgres.faults.pause();
    for (let turn = 1; turn <= 3; turn++) {
      const observation = await check.service.metrics({ timeoutMs: 3 * limitMs });
      const { answer } = observation;
      if (answer.problem?.kind === 'timeout' || answer.durationMs > limitMs) {
        throw check.fail('waits-for-database', {
          expected: { en: '200 within 1 s, the database is frozen', ru: '200 за 1 с, база заморожена' },
          received: answer.problem
            ? answer.describe()
            : {
                en: `${answer.status} after ${Math.round(answer.durationMs)} ms`,
                ru: `${answer.status} через ${Math.round(answer.durationMs)} мс`,
              },
          command: answer.command,
        });
      }
      readable(check, observation);
    }
    await fault.lift();
  },
});
