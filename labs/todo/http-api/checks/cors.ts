import { type CheckContext, defineCheck, type HttpAnswer } from 'orkestr/lab';

/** Origins the lab puts into CORS_ORIGINS. */
export const listedOrigins = ['http://localhost:3000', 'https://todo.example'];

/** The browser of a listed site may call, that of any other may not. */
export default defineCheck({
  slug: 'cors',
  title: { en: 'Only listed sites may call', ru: 'Звать могут только сайты из списка' },
  property: {
    en: 'A listed origin gets a 204 preflight with methods, headers and age, and is echoed; an unlisted one is never echoed; `Vary: Origin` is always there.',
    ru: 'Источник из списка получает на preflight 204 с методами, заголовками и сроком, и его origin возвращается; чужой не возвращается никогда; `Vary: Origin` есть всегда.',
  },
  deadlineMs: 10_000,
  section: 'cors',
  failures: {
    'any-origin': {
      message: { en: 'Any site may call your API.', ru: 'Ваш API может вызывать любой сайт.' },
      hint: {
        en: 'Compare the whole origin with the list. A star lets everybody in, and so does an echo of whatever was sent; a comparison of beginnings or ends lets in whoever chooses a fitting name.',
        ru: 'Сравнивайте origin со списком целиком. Звёздочка пускает всех, эхо присланного тоже, а сравнение начала или конца пускает любого, кто подберёт себе имя.',
      },
    },
    'not-echoed': {
      message: { en: 'A listed site is not let in.', ru: 'Сайт из списка не пускают.' },
      hint: {
        en: 'The list is in CORS_ORIGINS, separated by commas. The header holds the one origin that asked, not the list.',
        ru: 'Список лежит в CORS_ORIGINS через запятую. В заголовке один origin, тот, что спросил, а не весь список.',
      },
    },
    preflight: {
      message: {
        en: 'The preflight of a listed site was not answered 204.',
        ru: 'Preflight сайта из списка не получил в ответ 204.',
      },
      hint: {
        en: 'Before a PATCH the browser asks with OPTIONS, without body and without your headers. Which of your routes or guards gets that question?',
        ru: 'Перед PATCH браузер спрашивает методом OPTIONS, без тела и без ваших заголовков. Какому маршруту или фильтру достаётся этот вопрос?',
      },
    },
    'preflight-headers': {
      message: {
        en: 'The preflight does not allow what the API needs.',
        ru: 'Preflight не разрешает того, что нужно API.',
      },
      hint: {
        en: 'The browser sends nothing that was not allowed here: each method of the contract, each header a client may send. The age saves it from asking before every call.',
        ru: 'Браузер не отправит ничего, что здесь не разрешено: ни метода из контракта, ни заголовка клиента. Срок избавляет его от вопроса перед каждым вызовом.',
      },
    },
    'no-vary': {
      message: {
        en: 'The answer depends on the origin and does not say so: `Vary: Origin` is missing.',
        ru: 'Ответ зависит от origin и не говорит об этом: нет `Vary: Origin`.',
      },
      hint: {
        en: 'A cache between you and two sites stores one answer for both. What happens when the unlisted one, or nobody at all, asked first?',
        ru: 'Кэш между вами и двумя сайтами хранит один ответ на обоих. Что будет, если первым спросил чужой или запрос без origin?',
      },
    },
    'not-exposed': {
      message: { en: 'The page cannot read the headers it needs.', ru: 'Странице не видны нужные ей заголовки.' },
      hint: {
        en: 'A browser shows a page only a handful of headers unless the others are exposed by name. Without ETag there is no If-Match.',
        ru: 'Браузер показывает странице лишь горстку заголовков, остальные надо открыть поимённо. Без ETag не будет и If-Match.',
      },
    },
  },
  async run(check) {
    for (const origin of listedOrigins) {
      await expectPreflight(check, origin);
      expectEcho(check, origin, await check.service.get('/tasks?limit=1', { headers: { origin } }));
    }
    for (const origin of foreignOrigins(check)) {
      const answers = [
        await check.service.get('/tasks?limit=1', { headers: { origin } }),
        await check.service.request(preflightFrom(origin)),
      ];
      for (const answer of answers) expectSilence(check, answer);
      expectVary(check, answers[0]!);
    }
  },
});

type Check = CheckContext<'any-origin' | 'not-echoed' | 'preflight' | 'preflight-headers' | 'no-vary' | 'not-exposed'>;

/** Sites nobody listed; most look like one that is. */
function foreignOrigins(check: Check): string[] {
  const word = check.random.word();
  return [
    `https://${word}.example`,
    `${listedOrigins[0]}.${word}.example`,
    `https://${word}todo.example`,
    'http://todo.example',
    'null',
  ];
}

function preflightFrom(origin: string) {
  return {
    method: 'OPTIONS',
    path: '/tasks/1',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type,if-match,x-request-id',
    },
  };
}

const header = (answer: HttpAnswer, name: string) =>
  answer.headers[name] === undefined
    ? { en: `${answer.status} without ${name}`, ru: `${answer.status} без ${name}` }
    : `${answer.status}, ${name}: ${answer.headers[name]}`;

const listOf = (text: string | undefined) =>
  (text ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim());

function expectVary(check: Check, answer: HttpAnswer): void {
  const varies = listOf(answer.headers.vary);
  if (varies.includes('origin') || varies.includes('*')) return;
  throw check.fail('no-vary', { expected: 'Vary: Origin', received: header(answer, 'vary'), command: answer.command });
}

function expectSilence(check: Check, answer: HttpAnswer): void {
  const allowed = 'access-control-allow-origin';
  if (answer.headers[allowed] === undefined) return;
  throw check.fail('any-origin', {
    expected: { en: `no ${allowed}`, ru: `${allowed} нет` },
    received: header(answer, allowed),
    command: answer.command,
  });
}

function expectOrigin(check: Check, origin: string, answer: HttpAnswer): void {
  const allowed = answer.headers['access-control-allow-origin'];
  if (allowed === origin) return;
  throw check.fail(allowed === '*' ? 'any-origin' : 'not-echoed', {
    expected: `access-control-allow-origin: ${origin}`,
    received: header(answer, 'access-control-allow-origin'),
    command: answer.command,
  });
}

async function expectPreflight(check: Check, origin: string): Promise<void> {
  const answer = await check.service.request(preflightFrom(origin));
  const { command } = answer;
  if (answer.status !== 204) {
    throw check.fail('preflight', { expected: '204', received: answer.describe(), command });
  }
  expectOrigin(check, origin, answer);
  const needed = {
    'access-control-allow-methods': ['GET', 'POST', 'PATCH', 'DELETE'],
    'access-control-allow-headers': ['Content-Type', 'If-Match', 'X-Request-ID'],
    'access-control-max-age': ['600'],
  };
  for (const [name, items] of Object.entries(needed)) {
    const given = listOf(answer.headers[name]);
    if (items.every((item) => given.includes(item.toLowerCase()))) continue;
    const expected = `${name}: ${items.join(', ')}`;
    throw check.fail('preflight-headers', { expected, received: header(answer, name), command });
  }
  expectVary(check, answer);
}

function expectEcho(check: Check, origin: string, answer: HttpAnswer): void {
  expectOrigin(check, origin, answer);
  expectVary(check, answer);
  const name = 'access-control-expose-headers';
  const exposed = listOf(answer.headers[name]);
  const needed = ['ETag', 'Location', 'X-Request-ID'];
  if (exposed.includes('*') || needed.every((item) => exposed.includes(item.toLowerCase()))) return;
  const expected = `${name}: ${needed.join(', ')}`;
  throw check.fail('not-exposed', { expected, received: header(answer, name), command: answer.command });
}
