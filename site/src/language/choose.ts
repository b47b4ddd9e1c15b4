import type { Language } from 'orkestr/contract';

const isLanguage = (value: string | null | undefined): value is Language => value === 'en' || value === 'ru';

/** Name of the cookie that remembers the reader's language for pages whose address does not carry it. */
export const languageCookie = 'orkestr-lang';

export interface LanguageSigns {
  /** `?lang=` */
  query?: string | null | undefined;
  cookie?: string | undefined;
  acceptLanguage?: string | null | undefined;
}

/** The reader's language: what the address asks for, else what was chosen before, else what the browser prefers, else English. */
export function chooseLanguage({ query, cookie, acceptLanguage }: LanguageSigns): Language {
  if (isLanguage(query)) return query;
  if (isLanguage(cookie)) return cookie;
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: tag.trim().slice(0, 2).toLowerCase(), weight: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter(({ language, weight }) => isLanguage(language) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const first = preferred[0]?.language;
  return isLanguage(first) ? first : 'en';
}
