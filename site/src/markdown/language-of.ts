/** The language of a content file from its place: `content/ru/…` is Russian, everything else English. */
export function languageOf(file: URL | string | undefined): 'en' | 'ru' {
  return /\/content\/ru\//.test(String(file ?? '')) ? 'ru' : 'en';
}
