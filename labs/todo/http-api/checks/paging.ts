import { type CheckContext, defineCheck, type HttpAnswer, type ServiceInstance } from 'orkestr/lab';
import { isObject } from '../../observe/json.ts';
import { asTask, createTask, needsTask } from '../../observe/task.ts';
import { insertTasks, type Listed, total } from '../paging-rows.ts';

/** A list that is read page by page while it grows shows every task once, in order. */
export default defineCheck({
  slug: 'paging',
  title: { en: 'Pages without repeats and gaps', ru: 'Страницы без повторов и пропусков' },
  property: {
    en: '120 tasks, many of them created at the same moment, are read page by page while 10 more arrive: each comes exactly once, by created_at and id from the newest to the oldest.',
    ru: '120 задач, многие из которых созданы в один и тот же момент, читаются по страницам, пока появляются ещё 10: каждая приходит ровно один раз, по created_at и id от новых к старым.',
  },
  deadlineMs: 30_000,
  section: 'paging',
  failures: {
    ...needsTask,
    'not-a-list': {
      message: {
        en: 'GET /tasks did not answer 200 with {"items":[…],"next_cursor":…}.',
        ru: 'GET /tasks не ответил 200 с {"items":[…],"next_cursor":…}.',
      },
      hint: {
        en: '`items` holds whole tasks, `next_cursor` is a text that leads to the next page, and null on the last one.',
        ru: 'В `items` лежат целые задачи, `next_cursor` это строка, ведущая на следующую страницу, а на последней null.',
      },
    },
    'page-size': {
      message: {
        en: 'A page has another number of tasks than was asked for.',
        ru: 'На странице не столько задач, сколько просили.',
      },
      hint: {
        en: '`limit` is what the client asked for; without it a page has 50.',
        ru: '`limit` это то, что попросил клиент; без него на странице 50 задач.',
      },
    },
    repeated: {
      message: {
        en: 'A task came twice: offset paging shifts when rows arrive.',
        ru: 'Задача пришла дважды: постраничный вывод по смещению сдвигается, когда появляются строки.',
      },
      hint: {
        en: '"Skip the first 20" counts rows that were not there when the first page was read. A cursor should name the place where the last page ended, not a number of rows.',
        ru: '«Пропустить первые 20» считает и строки, которых при чтении первой страницы не было. Курсор должен называть место, где кончилась прошлая страница, а не число строк.',
      },
    },
    'equal-times-skipped': {
      message: {
        en: 'Tasks created at the same moment as the last one of a page are skipped.',
        ru: 'Задачи, созданные в тот же момент, что и последняя на странице, пропущены.',
      },
      hint: {
        en: 'A time is not a place: several rows can share it, and a client language may keep fewer digits of it than PostgreSQL. What else does the order use, and is it in your cursor, exactly?',
        ru: 'Время ещё не место: его делят несколько строк, а язык клиента может хранить меньше знаков, чем PostgreSQL. Что ещё входит в порядок сортировки, и лежит ли оно в курсоре точно?',
      },
    },
    skipped: {
      message: { en: 'A task never came on any page.', ru: 'Одна из задач не пришла ни на одной странице.' },
      hint: {
        en: 'Look at the two pages around the gap: where did the first one end, and what does its cursor say?',
        ru: 'Посмотрите на две страницы вокруг пропуска: где кончилась первая и что говорит её курсор?',
      },
    },
    order: {
      message: {
        en: 'The tasks are not in the order of the contract.',
        ru: 'Задачи идут не в том порядке, который записан в контракте.',
      },
      hint: {
        en: 'created_at from new to old; where it is equal, id from high to low. Without the second rule the database may answer differently every time.',
        ru: 'created_at от новых к старым, при равных id от больших к меньшим. Без второго правила база вправе каждый раз отвечать по-разному.',
      },
    },
    endless: {
      message: { en: 'The pages do not end.', ru: 'Страницы не кончаются.' },
      hint: {
        en: 'When there is nothing behind this page, next_cursor is null. Does the second page begin where the first one did?',
        ru: 'Когда за страницей ничего нет, next_cursor равен null. Не начинается ли вторая страница там же, где первая?',
      },
    },
    'done-filter': {
      message: { en: '`done=` does not select the tasks.', ru: 'Параметр `done=` не отбирает задачи.' },
      hint: {
        en: 'A query parameter is text: "false" is a non-empty string, and many languages take that for true.',
        ru: 'Параметр запроса это текст: "false" — непустая строка, и многие языки считают её истиной.',
      },
    },
  },
  async run(check) {
    const database = await check.postgres.createDatabase({ migrated: true });
    const tasks = await insertTasks(check, database);
    const service = await check.startService({ database });
    const limit = check.random.integer(11, 17);
    const pages = await readPages(check, service, limit);
    judgePages(check, tasks, pages, limit);

    const whole = await readPage(check, service, '/tasks');
    if (whole.ids.length !== 50) {
      throw check.fail('page-size', { expected: '50', received: `${whole.ids.length}`, command: whole.answer.command });
    }
    for (const done of [true, false]) await expectFilter(check, service, tasks, done);
  },
});

type Check = CheckContext<
  | 'not-created'
  | 'not-a-list'
  | 'page-size'
  | 'repeated'
  | 'equal-times-skipped'
  | 'skipped'
  | 'order'
  | 'endless'
  | 'done-filter'
>;

interface Page {
  ids: number[];
  cursor: unknown;
  answer: HttpAnswer;
}

const arriving = 10;

async function readPage(check: Check, service: ServiceInstance, path: string): Promise<Page> {
  const answer = await service.get(path);
  const body = answer.json();
  const items = isObject(body) && Array.isArray(body.items) ? body.items.map(asTask) : undefined;
  if (answer.status === 200 && items?.every((item) => item !== undefined)) {
    return { ids: items.map((item) => item!.id), cursor: (body as { next_cursor?: unknown }).next_cursor, answer };
  }
  throw check.fail('not-a-list', {
    expected: '200 {"items":[…],"next_cursor":"…"|null}',
    received: answer.describe(),
    command: answer.command,
  });
}

/** Every page, while new tasks arrive between the first ones. */
async function readPages(check: Check, service: ServiceInstance, limit: number): Promise<Page[]> {
  const pages: Page[] = [];
  let path = `/tasks?limit=${limit}`;
  const most = Math.ceil((total + arriving) / limit) + 2;
  for (;;) {
    const page = await readPage(check, service, path);
    pages.push(page);
    if (page.ids.length > limit) {
      throw check.fail('page-size', {
        expected: `<= ${limit}`,
        received: `${page.ids.length}`,
        command: page.answer.command,
      });
    }
    if (!page.cursor) return pages;
    if (pages.length > most) {
      throw check.fail('endless', {
        expected: {
          en: `the end after ${Math.ceil(total / limit)} pages`,
          ru: `конец после ${Math.ceil(total / limit)} страниц`,
        },
        received: {
          en: `page ${pages.length} leads on to another one`,
          ru: `страница ${pages.length} ведёт на следующую`,
        },
        command: page.answer.command,
      });
    }
    for (let index = 0; index < 2 && pages.length <= arriving / 2; index++) await createTask(check, {}, service);
    path = `/tasks?limit=${limit}&cursor=${encodeURIComponent(String(page.cursor))}`;
  }
}

async function expectFilter(
  check: Check,
  service: ServiceInstance,
  tasks: readonly Listed[],
  done: boolean,
): Promise<void> {
  const known = new Map(tasks.map((task) => [task.id, task.done]));
  const page = await readPage(check, service, `/tasks?done=${done}&limit=200`);
  const given = page.ids.filter((id) => known.has(id));
  const wanted = tasks.filter((task) => task.done === done).map((task) => task.id);
  if (String(given) === String(wanted)) return;
  const strangers = given.filter((id) => known.get(id) !== done).length;
  throw check.fail('done-filter', {
    expected: {
      en: `${wanted.length} tasks, all with "done":${done}`,
      ru: `задач: ${wanted.length}, у всех "done":${done}`,
    },
    received: {
      en: `${given.length} tasks, ${strangers} of them with "done":${!done}`,
      ru: `задач: ${given.length}, из них с "done":${!done}: ${strangers}`,
    },
    command: page.answer.command,
  });
}

function judgePages(check: Check, tasks: readonly Listed[], pages: readonly Page[], limit: number): void {
  const known = new Set(tasks.map((task) => task.id));
  // What arrived while paging is newer than everything here; whether it shows up is not asked.
  const seen = pages.flatMap((page, index) =>
    page.ids.filter((id) => known.has(id)).map((id) => ({ id, page: index })),
  );
  const on = (index: number) => pages[index]!.answer.command;
  const first = new Map<number, number>();
  for (const { id, page } of seen) {
    const before = first.get(id);
    if (before !== undefined) {
      throw check.fail('repeated', {
        expected: { en: 'every task once', ru: 'каждая задача один раз' },
        received: {
          en: `task ${id} on page ${before + 1} and again on page ${page + 1} (limit ${limit}, ${2 * page} tasks had arrived)`,
          ru: `задача ${id} на странице ${before + 1} и снова на странице ${page + 1} (limit ${limit}, к этому времени добавилось задач: ${2 * page})`,
        },
        command: on(page),
      });
    }
    first.set(id, page);
  }
  const gap = tasks.findIndex((task) => !first.has(task.id));
  if (gap >= 0) {
    const lost = tasks[gap]!;
    const neighbour = tasks[gap - 1];
    const together = neighbour !== undefined && neighbour.createdAt.slice(0, 23) === lost.createdAt.slice(0, 23);
    throw check.fail(together ? 'equal-times-skipped' : 'skipped', {
      expected: { en: `all ${tasks.length} tasks`, ru: `все задачи (${tasks.length})` },
      received: {
        en: `${first.size} of them; task ${lost.id} (${lost.createdAt}) is missing after task ${neighbour?.id ?? '-'} (${neighbour?.createdAt ?? '-'})`,
        ru: `${first.size} из них; задачи ${lost.id} (${lost.createdAt}) нет после задачи ${neighbour?.id ?? '-'} (${neighbour?.createdAt ?? '-'})`,
      },
      command: on(neighbour ? first.get(neighbour.id)! : 0),
    });
  }
  const wrong = seen.findIndex(({ id }, index) => id !== tasks[index]!.id);
  if (wrong < 0) return;
  throw check.fail('order', {
    expected: {
      en: `task ${tasks[wrong]!.id} at place ${wrong + 1}`,
      ru: `задача ${tasks[wrong]!.id} на месте ${wrong + 1}`,
    },
    received: { en: `task ${seen[wrong]!.id}`, ru: `задача ${seen[wrong]!.id}` },
    command: on(seen[wrong]!.page),
  });
}
