import { inLanguage, type Language } from '../../contract/index.ts';
import { displayWidth, inert, padTo, shapes, wrapText } from '../../report/index.ts';
import { type DaemonFacts, daemonFacts } from '../../stack/daemon-facts.ts';
import { dockerEndpoint } from '../../stack/docker.ts';
import { exitCodes } from '../exit-codes.ts';
import { paintFor, type Terminal, widthOf } from '../terminal.ts';
import { daemonFinding, memoryFinding, noDaemon, runcFinding } from './docker-findings.ts';
import type { Finding } from './finding.ts';
import { diskFinding, imagesFinding, isolationFinding, nodeFinding, portFinding } from './machine-findings.ts';

/** `orkestr doctor`: each need with what was found and the command that mends it; 1 when something is missing. */
export async function doctorCommand(options: { format: string; lang: Language }, terminal: Terminal): Promise<number> {
  const findings = await examine();
  const ok = findings.every(({ state }) => state !== 'missing');
  terminal.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, ok, findings }, null, 2)}\n`
      : `${findingLines(findings, options.lang, terminal).join('\n')}\n`,
  );
  return ok ? exitCodes.passed : exitCodes.failed;
}

/** Looks at everything grading needs. Changes nothing. */
export async function examine(): Promise<Finding[]> {
  const machine = [nodeFinding(), await portFinding()];
  let facts: DaemonFacts;
  try {
    facts = await daemonFacts();
  } catch (error) {
    return [...machine, noDaemon(dockerEndpoint().host, error)];
  }
  const docker = await Promise.all([
    daemonFinding(facts),
    runcFinding(facts),
    memoryFinding(facts),
    diskFinding(facts),
    imagesFinding(),
    isolationFinding(facts),
  ]);
  return [...machine, ...docker.filter((finding) => finding !== undefined)];
}

const marks = { found: shapes.passed, warning: shapes.errored, missing: shapes.failed };
const looks = { found: 'passed', warning: 'ungradable', missing: 'failed' } as const;
const stateWords = {
  en: {
    found: 'found',
    warning: 'note',
    missing: 'missing',
    mend: 'mend it',
    good: 'Everything labs need is here.',
    bad: 'Labs cannot run until what is missing is mended.',
  },
  ru: {
    found: 'есть',
    warning: 'важно',
    missing: 'нет',
    mend: 'исправить',
    good: 'Есть всё, что нужно лабораторным.',
    bad: 'Пока это не исправлено, лабораторные не запустятся.',
  },
};

/** The findings set for a terminal: shape, word, need, what was found; below it the command that mends it. */
export function findingLines(findings: readonly Finding[], language: Language, terminal: Terminal): string[] {
  const paint = paintFor(terminal.stdout, terminal.env);
  const width = widthOf(terminal.stdout, terminal.env);
  const t = stateWords[language];
  const wordWidth = Math.max(...[t.found, t.warning, t.missing].map(displayWidth));
  const titleWidth = Math.max(...findings.map(({ title }) => displayWidth(inLanguage(title, language))));
  const lines = findings.flatMap(({ state, title, detail, mend }) => {
    const head = `${marks[state]} ${padTo(t[state], wordWidth)}  ${padTo(inLanguage(title, language), titleWidth)}  `;
    const text = wrapText(inert(inLanguage(detail, language)), Math.max(20, width - displayWidth(head)));
    const indent = ' '.repeat(displayWidth(head));
    const set = text.map((line, index) => (index === 0 ? paint(looks[state], head) + line : indent + line));
    return mend === undefined ? set : [...set, `${indent}${paint('quiet', t.mend)}  ${inLanguage(mend, language)}`];
  });
  return [...lines, '', findings.some(({ state }) => state === 'missing') ? t.bad : t.good];
}
