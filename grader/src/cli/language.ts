import type { Language } from '../contract/index.ts';

/** The language of this terminal: LC_ALL, else LC_MESSAGES, else LANG, as every other program reads them. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^ru([_.@-]|$)/i.test(locale) ? 'ru' : 'en';
}

/**
 * The language of a whole call, found before its options are read: `--lang` where it is given rightly, else the
 * terminal's. Help and error messages are in it.
 */
export function languageOfCall(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const given = at < 0 ? undefined : argv[at] === '--lang' ? argv[at + 1] : argv[at]?.slice('--lang='.length);
  return given === 'en' || given === 'ru' ? given : languageOf(env);
}
