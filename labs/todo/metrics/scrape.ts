import type { Localizable } from 'orkestr/contract';
import type { CheckContext, FailureText, MetricsObservation, MetricsSnapshot } from 'orkestr/lab';

/** What can go wrong with any scrape, before a single number is looked at. */
export const scrapeFailures = {
  'no-scrape': {
    message: {
      en: '`GET /metrics` did not answer 200.',
      ru: '`GET /metrics` не ответил 200.',
    },
    hint: {
      en: 'Prometheus keeps nothing of a scrape that is not a whole 200: from its side the service is down.',
      ru: 'Prometheus ничего не сохраняет, если ответ не 200 и не целый: с его стороны сервис лежит.',
    },
  },
  unreadable: {
    message: {
      en: 'Prometheus could not read this scrape: one wrong line loses all of it.',
      ru: 'Prometheus не прочтёт этот ответ: из-за одной неверной строки теряется весь.',
    },
    hint: {
      en: 'Look at the line that is named. A metrics library writes the format for you; what is put together by hand goes wrong at quotes, line ends and order.',
      ru: 'Посмотрите на названную строку. Формат умеет писать библиотека метрик; собранное вручную ломается на кавычках, концах строк и порядке.',
    },
  },
} satisfies Record<string, FailureText>;

/** Codes of `scrapeFailures`. */
export type ScrapeFailure = keyof typeof scrapeFailures;

/** One scrape that could be read, and the command that shows the same. */
export interface Scrape {
  snapshot: MetricsSnapshot;
  command: string;
}

/** Scrapes the service. @throws CheckFailure when there is no answer or it cannot be read */
export async function scrape(check: CheckContext<ScrapeFailure>): Promise<Scrape> {
  return readable(check, await check.service.metrics());
}

/** The scrape that `observation` holds. @throws CheckFailure when it holds none */
export function readable(check: CheckContext<ScrapeFailure>, observation: MetricsObservation): Scrape {
  const { answer, snapshot, error } = observation;
  // What follows pipes it into grep: no headers, no progress meter.
  if (snapshot) return { snapshot, command: answer.command.replace(/^curl -i /, 'curl -s ') };
  if (error) throw check.fail('unreadable', { ...unread(error), command: answer.command });
  throw check.fail('no-scrape', {
    expected: { en: '200 with the metrics', ru: '200 с метриками' },
    received: answer.describe(),
    command: answer.command,
  });
}

/** Where reading stopped, what belongs there, what stands there. */
export function unread(error: NonNullable<MetricsObservation['error']>): {
  expected: Localizable;
  received: Localizable;
} {
  const { line, expected, received } = error;
  if (line === 0) return { expected, received };
  const of = (value: Localizable, language: 'en' | 'ru') => (typeof value === 'string' ? value : value[language]);
  return {
    expected: { en: `line ${line}: ${of(expected, 'en')}`, ru: `строка ${line}: ${of(expected, 'ru')}` },
    received,
  };
}
