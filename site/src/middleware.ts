import { defineMiddleware } from 'astro:middleware';
import { chooseLanguage, languageCookie } from './language/choose.ts';

/** Pages whose address carries no language get the reader's: `locals.language`. `?lang=` is remembered. */
export const onRequest = defineMiddleware((context, next) => {
  if (context.isPrerendered) return next();
  const query = context.url.searchParams.get('lang');
  const language = chooseLanguage({
    query,
    cookie: context.cookies.get(languageCookie)?.value,
    acceptLanguage: context.request.headers.get('accept-language'),
  });
  if (query === language) {
    context.cookies.set(languageCookie, language, { path: '/', maxAge: 31_536_000, sameSite: 'lax' });
  }
  context.locals.language = language;
  return next();
});
