import type { Attempt, GradeEvent, Language, PhaseName, Verdict } from '../contract/index.ts';

type Fault = Extract<GradeEvent, { type: 'fault' }>;

/** The words a report is written in. Texts of labs are the labs' own; these are the frame around them. */
export interface Words {
  verdict: Record<Verdict, string>;
  /** What a verdict means for the reader, where the word alone may leave a doubt. */
  meaning: Partial<Record<Verdict, string>>;
  phase: Record<PhaseName, string>;
  source: Record<'folder' | 'reference' | 'mutant' | 'variant', string>;
  label: Record<
    | 'expected'
    | 'received'
    | 'hint'
    | 'see'
    | 'read'
    | 'log'
    | 'seed'
    | 'phases'
    | 'again'
    | 'verdict'
    | 'check'
    | 'time',
    string
  >;
  checksOf: (passed: number, all: number) => string;
  checkCount: (all: number) => string;
  atMost: (duration: string) => string;
  cutLines: (count: number) => string;
  cutCharacters: (count: number) => string;
  /** Of a log line that was said `count` times before in other numbers. */
  likeIt: (count: number) => string;
  fault: Record<Fault['kind'], Record<Fault['state'], (target: string) => string>>;
  unit: { second: string; minute: string; decimal: string };
}

function russianPlural(count: number, one: string, few: string, many: string): string {
  const rule = new Intl.PluralRules('ru').select(count);
  return rule === 'one' ? one : rule === 'few' ? few : many;
}

/** Every word of every report, by language. */
export const words: Record<Language, Words> = {
  en: {
    verdict: {
      passed: 'passed',
      failed: 'failed',
      ungradable: 'ungradable',
      errored: 'errored',
      skipped: 'skipped',
    },
    meaning: {
      ungradable: 'Nothing could be checked, so nothing is counted.',
      errored:
        'The trouble is on our side, nothing is counted against you. What this machine lacks: npx orkestr doctor',
    },
    phase: {
      prepare: 'prepare',
      build: 'build',
      stack: 'stack',
      migrate: 'migrate',
      start: 'start',
      checks: 'checks',
      release: 'clean up',
    },
    source: { folder: 'folder', reference: 'the reference solution', mutant: 'mutant', variant: 'variant' },
    label: {
      expected: 'expected',
      received: 'received',
      hint: 'hint',
      see: 'see it',
      read: 'read',
      log: 'its log',
      seed: 'seed',
      phases: 'phases',
      again: 'again',
      verdict: 'verdict',
      check: 'check',
      time: 'time',
    },
    checksOf: (passed, all) => `${passed} of ${all} ${all === 1 ? 'check' : 'checks'} passed`,
    checkCount: (all) => `${all} ${all === 1 ? 'check' : 'checks'}`,
    atMost: (duration) => `at most ${duration}`,
    cutLines: (count) => `… ${count} earlier ${count === 1 ? 'line' : 'lines'} left out; --verbose shows all`,
    cutCharacters: (count) => `… ${count} more ${count === 1 ? 'character' : 'characters'}`,
    likeIt: (count) => `(and ${count} like it before)`,
    fault: {
      stop: { applied: (target) => `stopped ${target}`, lifted: (target) => `started ${target} again` },
      kill: { applied: (target) => `killed ${target}`, lifted: (target) => `started ${target} again` },
      pause: { applied: (target) => `paused ${target}`, lifted: (target) => `let ${target} go on` },
      disconnect: {
        applied: (target) => `cut ${target} from the network`,
        lifted: (target) => `joined ${target} to the network again`,
      },
    },
    unit: { second: 's', minute: 'min', decimal: '.' },
  },
  ru: {
    verdict: {
      passed: 'пройдено',
      failed: 'не пройдено',
      ungradable: 'проверить нельзя',
      errored: 'сбой у нас',
      skipped: 'пропущено',
    },
    meaning: {
      ungradable: 'До проверок дело не дошло, попытка не засчитывается.',
      errored:
        'Это сбой на нашей стороне, на вашем результате он не отразится. Чего не хватает машине: npx orkestr doctor',
    },
    phase: {
      prepare: 'подготовка',
      build: 'сборка',
      stack: 'окружение',
      migrate: 'миграции',
      start: 'запуск',
      checks: 'проверки',
      release: 'уборка',
    },
    source: { folder: 'папка', reference: 'эталонное решение', mutant: 'мутант', variant: 'вариант' },
    label: {
      expected: 'ждали',
      received: 'получили',
      hint: 'подсказка',
      see: 'увидеть',
      read: 'прочитать',
      log: 'его лог',
      seed: 'зерно',
      phases: 'этапы',
      again: 'повторить',
      verdict: 'вердикт',
      check: 'проверка',
      time: 'время',
    },
    checksOf: (passed, all) =>
      `${russianPlural(passed, 'пройдена', 'пройдены', 'пройдено')} ${passed} из ${all} ${russianPlural(all, 'проверки', 'проверок', 'проверок')}`,
    checkCount: (all) => `${all} ${russianPlural(all, 'проверка', 'проверки', 'проверок')}`,
    atMost: (duration) => `не дольше ${duration}`,
    cutLines: (count) =>
      `… ${russianPlural(count, 'опущена', 'опущены', 'опущено')} ${count} ${russianPlural(count, 'строка', 'строки', 'строк')} выше, с --verbose видно всё`,
    cutCharacters: (count) => `… и ещё ${count} ${russianPlural(count, 'символ', 'символа', 'символов')}`,
    likeIt: (count) => `(и до неё ${count} ${russianPlural(count, 'такая же', 'такие же', 'таких же')})`,
    fault: {
      stop: { applied: (target) => `остановили ${target}`, lifted: (target) => `снова запустили ${target}` },
      kill: { applied: (target) => `убили ${target} (SIGKILL)`, lifted: (target) => `снова запустили ${target}` },
      pause: { applied: (target) => `заморозили ${target}`, lifted: (target) => `разморозили ${target}` },
      disconnect: {
        applied: (target) => `отключили ${target} от сети`,
        lifted: (target) => `вернули ${target} в сеть`,
      },
    },
    unit: { second: 'с', minute: 'мин', decimal: ',' },
  },
};

/** Milliseconds for people: `0.04 s`, `8.4 s`, `2 min 05 s`, with the language's unit and decimal sign. */
export function durationText(durationMs: number, language: Language): string {
  const { second, minute, decimal } = words[language].unit;
  const seconds = durationMs / 1000;
  if (seconds >= 99.95) {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)} ${minute} ${String(whole % 60).padStart(2, '0')} ${second}`;
  }
  if (Number.isInteger(seconds) && seconds > 0) return `${seconds} ${second}`;
  return `${seconds.toFixed(seconds < 0.095 ? 2 : 1).replace('.', decimal)} ${second}`;
}

/** How many checks passed, of how many: those not asked for are not counted, those that could not run are. */
export function passedOf(attempt: Attempt): [passed: number, all: number] {
  const count = (verdict: Verdict) => attempt.checks.filter((check) => check.verdict === verdict).length;
  return [count('passed'), attempt.checks.length - (attempt.problem ? 0 : count('skipped'))];
}
