import type { Localizable } from 'orkestr/contract';
import { defineCheck, type HttpAnswer } from 'orkestr/lab';
import { errorIn, names } from '../../observe/error-body.ts';
import { phrase } from '../../observe/phrase.ts';
import { createTask, needsTask } from '../../observe/task.ts';
import { type BadRequest, badRequests, edgeRequests } from '../validation-cases.ts';

type Mistake = 'accepted' | 'reached-the-database' | 'not-422' | 'other-code' | 'field-not-named' | 'other-field';

/** Bad bodies and queries get 422 and are told which field; what is allowed at the edge gets through. */
export default defineCheck({
  slug: 'validation',
  title: { en: 'Bad input is refused by name', ru: 'Неверный ввод отвергается поимённо' },
  property: {
    en: 'Every bad body and query gets 422 `validation_failed`, and `details` names the field; what is just within the limits is accepted.',
    ru: 'На каждое неверное тело и каждый неверный параметр приходит 422 `validation_failed`, и `details` называет поле; то, что ещё в пределах, принимается.',
  },
  deadlineMs: 20_000,
  section: 'validation',
  failures: {
    ...needsTask,
    accepted: {
      message: { en: 'A bad field was accepted.', ru: 'Неверное поле принято.' },
      hint: {
        en: 'Whatever gets in is there for good, and every reader has to cope with it. In which order do trim and measure run, and does your validator turn one type into another by itself?',
        ru: 'Что попало внутрь, останется там навсегда, и каждому читателю придётся с этим жить. В каком порядке идут обрезка пробелов и измерение длины, и не превращает ли ваш валидатор один тип в другой сам?',
      },
    },
    'reached-the-database': {
      message: {
        en: 'A bad field made the service fail instead of being refused.',
        ru: 'Из-за неверного поля сервис упал с ошибкой, вместо того чтобы отказать.',
      },
      hint: {
        en: 'A 5xx says "our fault" and wakes somebody up at night. Something behind the validation found the mistake first: the service log tells what.',
        ru: 'Ответ 5xx означает «виноваты мы» и будит дежурного. Ошибку нашло что-то, стоящее за проверкой ввода; что именно, скажет лог сервиса.',
      },
    },
    'not-422': {
      message: {
        en: 'A bad field was refused, but with another status than 422.',
        ru: 'Неверное поле отвергнуто, но не статусом 422.',
      },
      hint: {
        en: 'This is well-formed JSON whose values break a rule: 422. 400 is for what cannot be read at all. Frameworks often use 400 for both until told otherwise.',
        ru: 'Это правильный JSON, значения которого нарушают правило, значит 422. Статус 400 для того, что вовсе нельзя прочитать. Фреймворки без настройки часто ставят 400 на оба случая.',
      },
    },
    'other-code': {
      message: {
        en: 'The refusal has no `error` text or not the `code` `validation_failed`.',
        ru: 'В отказе нет текста `error`, или `code` в нём не `validation_failed`.',
      },
      hint: {
        en: 'People read `error`, programs read `code`. Does this answer come from your own error handler, or from the framework?',
        ru: 'Люди читают `error`, программы читают `code`. Этот ответ построил ваш обработчик ошибок или фреймворк?',
      },
    },
    'field-not-named': {
      message: { en: 'The refusal does not name the bad field.', ru: 'Отказ не называет неверное поле.' },
      hint: {
        en: 'A form can only mark the field it is told about: `details` is a list of {"field", "message"}.',
        ru: 'Форма подсветит только то поле, которое ей назвали: `details` это список из {"field", "message"}.',
      },
    },
    'other-field': {
      message: {
        en: 'The refusal names another field than the bad one.',
        ru: 'Отказ называет не то поле, которое неверно.',
      },
      hint: {
        en: 'The name is that of the field in the request, not of the column, the class or the rule.',
        ru: 'Имя берётся из запроса: не из столбца, не из класса и не из правила.',
      },
    },
    'edge-refused': {
      message: {
        en: 'A value that is just within the limits was refused.',
        ru: 'Значение, которое ещё в пределах, отвергнуто.',
      },
      hint: {
        en: 'Does your length count characters or bytes, and before the spaces are trimmed or after? Do both ends of a range belong to it?',
        ru: 'Ваша длина считается в символах или в байтах, до обрезки пробелов или после? Входят ли в диапазон оба его конца?',
      },
    },
  },
  async run(check) {
    const task = await createTask(check);
    const wrong: { request: BadRequest; answer: HttpAnswer; mistake: Mistake }[] = [];
    const bad = badRequests(check.random, task.id);
    for (const request of bad) {
      const answer = await check.service.request({ method: request.method, path: request.path, json: request.json });
      const mistake = judge(request, answer);
      if (mistake) wrong.push({ request, answer, mistake });
    }
    const first = wrong[0];
    if (first) {
      throw check.fail(first.mistake, {
        expected: expectation(first.request),
        received: withCount(first.answer.describe(), wrong.length, bad.length),
        command: first.answer.command,
      });
    }
    for (const { status, ...request } of edgeRequests(check.random)) {
      const answer = await check.service.request(request);
      if (answer.status === status) continue;
      throw check.fail('edge-refused', { expected: `${status}`, received: answer.describe(), command: answer.command });
    }
  },
});

function judge({ field }: BadRequest, answer: HttpAnswer): Mistake | undefined {
  if (answer.status >= 200 && answer.status < 300) return 'accepted';
  if (answer.status === 0 || answer.status >= 500) return 'reached-the-database';
  if (answer.status !== 422) return 'not-422';
  const body = errorIn(answer);
  if (body?.code !== 'validation_failed') return 'other-code';
  if (!field || names(body, field)) return undefined;
  return body.details.length === 0 ? 'field-not-named' : 'other-field';
}

function expectation({ field }: BadRequest): Localizable {
  const details = field ? `,"details":[{"field":"${field}","message":"…"}]` : '';
  return `422 {"error":"…","code":"validation_failed"${details}}`;
}

function withCount(received: Localizable, wrong: number, all: number): Localizable {
  if (wrong === 1) return received;
  return phrase((say) => ({
    en: `${say(received)} (and ${wrong - 1} more of ${all} such requests went wrong)`,
    ru: `${say(received)} (и ещё ${wrong - 1} из ${all} таких запросов прошли не так)`,
  }));
}
