import { inLanguage, type Language, type Text } from '../contract/index.ts';
import { UnknownName } from '../lab/index.ts';

/** The command was called wrongly: said in one sentence, exit code 64. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

const things: Record<string, string> = {
  lab: 'лабораторной',
  check: 'проверки',
  mutant: 'мутанта',
  variant: 'варианта',
  image: 'образа',
};

/** The sentence for a wrong call, or `undefined` for any other error. */
export function usageMessage(error: unknown, language: Language): string | undefined {
  if (error instanceof UsageError) return inLanguage(error.text, language);
  if (!(error instanceof UnknownName)) return undefined;
  if (language === 'en') return error.message;
  const close = error.nearest ? `Может быть, «${error.nearest}»?` : `Есть: ${error.known.join(', ')}.`;
  return `Нет ${things[error.what] ?? error.what} с именем «${error.given}». ${close}`;
}
