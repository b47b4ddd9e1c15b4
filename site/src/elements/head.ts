import './scheme-button.ts';
import './site-search.ts';

// Pages whose address has no language (the first page, attempts) follow the last page that had one.
const language = document.documentElement.lang;
if (/^\/(en|ru)\//.test(location.pathname)) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
  document.cookie = `orkestr-lang=${language};path=/;max-age=31536000;samesite=lax`;
}
