import { inLanguage, type Localizable, languages, type Text } from 'orkestr/contract';
import type { PollResult } from 'orkestr/lab';

/** A sentence some parts of which read differently by language: `phrase((say) => ({ en: …, ru: … }))`. */
export function phrase(write: (say: (part: Localizable) => string) => Text): Text {
  const [en, ru] = languages.map((language) => write((part) => inLanguage(part, language))[language]);
  return { en: en!, ru: ru! };
}

/** What was seen until polling gave up: `200 {"ready":true} for 5.0 s (51 answers)`. */
export function lasting(seen: Localizable, result: PollResult<unknown>): Text {
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  const many = result.observations;
  return phrase((say) => ({
    en: `${say(seen)} for ${seconds} s (${many} ${many === 1 ? 'answer' : 'answers'})`,
    ru: `${say(seen)}, и так ${seconds.replace('.', ',')} с (ответов: ${many})`,
  }));
}
