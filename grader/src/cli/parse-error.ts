import type { CommanderError } from 'commander';
import type { Language } from '../contract/text.ts';

const russian: Record<string, (names: readonly string[]) => string> = {
  'commander.unknownOption': ([option]) => `неизвестный ключ «${option}»`,
  'commander.unknownCommand': ([command]) => `неизвестная команда «${command}»`,
  'commander.missingArgument': ([name]) => `не хватает аргумента «${name}»`,
  'commander.optionMissingArgument': ([option]) => `ключу «${option}» нужно значение`,
  'commander.missingMandatoryOptionValue': ([option]) => `нужен ключ «${option}»`,
  'commander.excessArguments': () => 'слишком много аргументов',
  'commander.conflictingOption': ([one, other]) => `«${one}» нельзя вместе с «${other}»`,
  'commander.invalidArgument': ([option, value]) => `«${value}» не подходит для «${option}»`,
};

/** What commander could not parse, in the reader's language, with the nearest right name where it knows one. */
export function parseErrorMessage(error: CommanderError, language: Language): string {
  const message = error.message.replace(/^error: /, '');
  const say = russian[error.code];
  if (language === 'en' || !say) return message;
  const names = [...message.matchAll(/'([^']*)'/g)].map(([, name]) => name ?? '');
  // What an option's own reader said of the value is in the reader's language already.
  const said = /is invalid\. (.*)$/s.exec(message)?.[1];
  const near = /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1];
  return [say(names), near && `Может быть, ${near}?`, said].filter(Boolean).join('. ');
}
