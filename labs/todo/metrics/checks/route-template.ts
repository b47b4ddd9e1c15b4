import { defineCheck, type MetricsSnapshot, type Sample } from 'orkestr/lab';
import { scrape, scrapeFailures } from '../scrape.ts';
import { type Planned, sendAll, unknownId, unknownPath } from '../traffic.ts';

const bar = 10;

/** 400 paths that were never called before must not become series. */
export default defineCheck({
  slug: 'route-template',
  title: { en: 'Four hundred paths, no new series', ru: 'Четыреста путей и ни одного нового ряда' },
  property: {
    en: 'Calls with 200 different ids and to 200 unknown paths bring at most 10 new series: labels have few values, whatever strangers call.',
    ru: 'Вызовы с 200 разными id и по 200 неизвестным путям дают не больше 10 новых рядов: у меток мало значений, что бы ни вызывали чужие.',
  },
  deadlineMs: 40_000,
  section: 'labels',
  failures: {
    ...scrapeFailures,
    'raw-path': {
      message: {
        en: 'The raw path became a label: memory will grow with every id that is asked for.',
        ru: 'Путь как есть стал меткой: память будет расти с каждым запрошенным id.',
      },
      hint: {
        en: 'Take the label from the route that matched. A path that nobody matched needs one common name, however it looks.',
        ru: 'Берите метку из подошедшего маршрута. Для пути, который не подошёл никому, нужно одно общее имя, каким бы он ни был.',
      },
    },
    'series-grow': {
      message: {
        en: 'Strangers can make series: their number grows with the requests.',
        ru: 'Ряды может плодить кто угодно: их число растёт вместе с запросами.',
      },
      hint: {
        en: 'Each label must come from a short list that you could write down. Which of these does not?',
        ru: 'Значения каждой метки должны браться из короткого списка, который можно выписать. У какой метки это не так?',
      },
    },
  },
  async run(check) {
    const ids = Array.from({ length: 200 }, () => unknownId(check.random));
    const paths = Array.from({ length: 200 }, () => unknownPath(check.random));
    // One of each kind first: the template's own series are no growth.
    await sendAll(check, [toTask(unknownId(check.random)), toNowhere(unknownPath(check.random))]);
    const warm = await check.poll(() => scrape(check), {
      until: ({ snapshot }) => snapshot.samples('http_requests_total', { status: '404' }).length > 0,
      deadlineMs: 2000,
      everyMs: 100,
    });
    const before = warm.last;
    check.note({
      en: 'asking for 200 ids and 200 paths that nobody has asked for before',
      ru: 'запрашиваем 200 id и 200 путей, которых ещё никто не запрашивал',
    });
    await sendAll(check, check.random.shuffle([...ids.map(toTask), ...paths.map(toNowhere)]));
    const after = await scrape(check);

    const marks = new Set([...ids.map(String), ...paths.flatMap((path) => path.split('/').filter(Boolean))]);
    const fresh = newSeries(before.snapshot, after.snapshot);
    const ours = fresh.filter((sample) => carries(sample, marks));
    // Families of the runtime may well grow meanwhile (garbage collection, sockets); those of HTTP may not.
    const http = fresh.filter((sample) => 'route' in sample.labels || sample.name.startsWith('http_'));
    const grown = ours.length > 0 ? ours : http;
    if (grown.length <= bar) return;
    throw check.fail(ours.length > 0 ? 'raw-path' : 'series-grow', {
      expected: { en: `at most ${bar} new series`, ru: `не больше ${bar} новых рядов` },
      received: {
        en: `${grown.length} new series, one of them ${shown(grown[0]!)}`,
        ru: `новых рядов: ${grown.length}, один из них ${shown(grown[0]!)}`,
      },
      command: `${after.command} | wc -l`,
    });
  },
});

function toTask(id: number): Planned {
  return { method: 'GET', path: `/tasks/${id}`, route: '/tasks/{}' };
}

function toNowhere(path: string): Planned {
  return { method: 'GET', path, route: 'unmatched' };
}

function newSeries(before: MetricsSnapshot, after: MetricsSnapshot): Sample[] {
  const key = (sample: Sample) => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
  const all = (snapshot: MetricsSnapshot) => [...snapshot.families.values()].flatMap((family) => family.samples);
  const known = new Set(all(before).map(key));
  return all(after).filter((sample) => !known.has(key(sample)));
}

/** Does a label hold an id or a word of a path that the grader made up? */
function carries(sample: Sample, marks: ReadonlySet<string>): boolean {
  return Object.values(sample.labels).some((value) => value.split(/[^A-Za-z0-9]+/).some((word) => marks.has(word)));
}

function shown({ name, labels }: Sample): string {
  return `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}
