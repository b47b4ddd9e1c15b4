import type { Attempt, Text } from '../contract/index.ts';
import type { LabEntry } from '../lab/catalogue.ts';
import type { NewAttempt } from '../store/attempt-store.ts';

/** Why an attempt ended without the engine saying so. All of them are trouble of ours. */
const runnerProblems = {
  'grader-died': {
    en: 'The grader died three times while it worked on this attempt.',
    ru: 'Проверяющий процесс трижды падал на этой попытке.',
  },
  'lab-gone': {
    en: 'The lab of this attempt is not part of the course any more.',
    ru: 'Лабораторной этой попытки в курсе больше нет.',
  },
  'source-gone': {
    en: 'The mutant this attempt was to grade is not part of the lab any more.',
    ru: 'Мутанта, которого нужно было проверить, в лабораторной больше нет.',
  },
  'time-limit': {
    en: 'The grader did not come to an end within its own limit and was stopped.',
    ru: 'Проверка не уложилась в собственный предел времени и была остановлена.',
  },
  'grader-failed': {
    en: 'The grader itself failed. The details are in the server’s log, under the id of this attempt.',
    ru: 'Сломался сам проверяющий процесс. Подробности в журнале сервера под номером этой попытки.',
  },
} as const satisfies Record<string, Text>;
export type RunnerProblem = keyof typeof runnerProblems;

const hint: Text = {
  en: 'This is trouble of the platform and does not count against anybody. Start another attempt; should it end the same way, `orkestr doctor` tells more.',
  ru: 'Это неполадка платформы, она никому не засчитывается. Запустите ещё одну попытку; если закончится так же, подробности покажет `orkestr doctor`.',
};

/** The report of an attempt that ended by trouble of the runner's. */
export function erroredAttempt(
  wanted: NewAttempt,
  lab: LabEntry | undefined,
  problem: RunnerProblem,
  began: Date,
): Attempt {
  return {
    id: wanted.id,
    lab: wanted.lab,
    title: lab?.lab.title ?? wanted.lab,
    verdict: 'errored',
    seed: wanted.seed,
    source: {
      kind: wanted.source.kind,
      name: wanted.source.kind === 'mutant' ? wanted.source.name : 'reference',
      digest: '',
    },
    startedAt: began.toISOString(),
    durationMs: Math.max(0, Date.now() - began.getTime()),
    problem: {
      code: problem,
      message: runnerProblems[problem],
      expected: null,
      received: null,
      hint,
      command: null,
      log: [],
    },
    phases: [],
    checks: [],
  };
}
