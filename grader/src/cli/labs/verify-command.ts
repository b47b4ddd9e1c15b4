import { type Attempt, type GradeEvent, inLanguage, type Language } from '../../contract/index.ts';
import { type GradeOptions, grade as gradeWithEngine } from '../../engine/grade.ts';
import { findLab, type LabEntry, loadCatalogue } from '../../lab/index.ts';
import { durationText, inert, type Paint, padTo, shapes, wrapText } from '../../report/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { gradeWords } from '../grade/grade-words.ts';
import { type Interruption, onInterruption } from '../interruption.ts';
import { paintFor, type Terminal, widthOf } from '../terminal.ts';
import { editErrors } from './edit-errors.ts';
import { killTable } from './kill-table.ts';
import { sideBySide } from './side-by-side.ts';
import { type Flake, findFlakes, judge, type VerifyResult } from './verify-judge.ts';
import { authorErrors, inTurns, planRuns, type VerifyRun } from './verify-plan.ts';

/** The options of `orkestr labs verify` as they were read. */
export interface VerifyOptions {
  mutant?: readonly string[];
  repeat: number;
  jobs: number;
  seed?: number;
  format: string;
  lang: Language;
}

/** What the command needs of the world besides its terminal; tests give it other ones. */
export interface VerifyTools {
  grade: (options: GradeOptions) => AsyncGenerator<GradeEvent, Attempt>;
  loadCatalogue: () => Promise<readonly LabEntry[]>;
  onInterruption: (say: (request: number) => void) => Interruption;
}

const ownTools: VerifyTools = { grade: gradeWithEngine, loadCatalogue: () => loadCatalogue(), onInterruption };

/**
 * `orkestr labs verify`: the reference and every variant pass all checks, each mutant fails exactly its own. A line an
 * attempt as it ends; then which mutant fails which check, what differed between rounds, and the sum.
 *
 * @throws UnknownName for a lab or mutant nobody knows
 */
export async function verifyCommand(
  names: readonly string[],
  options: VerifyOptions,
  terminal: Terminal,
  tools: VerifyTools = ownTools,
): Promise<number> {
  const catalogue = await tools.loadCatalogue();
  const entries = names.length === 0 ? [...catalogue] : [...new Set(names.map((name) => findLab(catalogue, name)))];
  const mutants = options.mutant ?? [];
  const runs = planRuns(entries, mutants, options.repeat);
  const named = entries.map((entry) => ({
    ...entry,
    mutants: entry.mutants.filter(({ name }) => mutants.length === 0 || mutants.includes(name)),
  }));
  const errors = [...(mutants.length === 0 ? authorErrors(entries) : []), ...(await editErrors(named))];
  const json = options.format === 'json';
  const stream = json ? terminal.stderr : terminal.stdout;
  const paint = paintFor(stream, terminal.env);
  const width = widthOf(stream, terminal.env);
  const say = (lines: readonly string[]) => stream.write(lines.map((line) => `${line.trimEnd()}\n`).join(''));
  say(errors.flatMap((error) => wrapText(`${shapes.failed} ${error}`, width).map((line) => paint('failed', line))));

  using interruption = tools.onInterruption((request) => {
    say([inLanguage(request === 1 ? gradeWords.stopping : gradeWords.stillStopping(''), options.lang)]);
  });
  const began = performance.now();
  const results: VerifyResult[] = [];
  const labels = Math.max(...runs.map(({ entry, label }) => entry.id.length + label.length + 2), 0);
  await sideBySide(inTurns(runs), options.jobs, interruption.signal, async (run) => {
    const result = judge(run, await attempt(run, options, tools, interruption.signal));
    if (interruption.signal.aborted) return;
    results.push(result);
    say(resultLines(result, { paint, width, labels, done: results.length, all: runs.length }));
  });
  const flakes = findFlakes(results);
  const ok =
    errors.length === 0 &&
    flakes.length === 0 &&
    results.length === runs.length &&
    results.every((result) => result.ok);
  const durationMs = performance.now() - began;
  for (const entry of entries) {
    const own = results.filter(({ lab }) => lab === entry.id);
    const table = killTable(entry, own, width);
    if (table.length > 0) say(['', paint('heading', entry.id), ...table]);
  }
  if (flakes.length > 0) say(['', ...flakes.flatMap((flake) => flakeLines(flake, width, paint))]);
  const right = results.filter((result) => result.ok).length;
  const mark = ok ? shapes.passed : shapes.failed;
  say([
    '',
    paint(ok ? 'passed' : 'failed', `${mark} ${right} of ${runs.length} attempts as they must be`) +
      `, ${durationText(durationMs, 'en')}`,
  ]);
  if (json)
    terminal.stdout.write(`${JSON.stringify({ version: 1, ok, durationMs, errors, flakes, results }, null, 2)}\n`);
  if (interruption.signal.aborted) return exitCodes.interrupted;
  return ok ? exitCodes.passed : exitCodes.failed;
}

async function attempt(
  run: VerifyRun,
  options: VerifyOptions,
  tools: VerifyTools,
  signal: AbortSignal,
): Promise<Attempt> {
  const { entry: lab, source } = run;
  const events = tools.grade({ lab, source, signal, ...(options.seed === undefined ? {} : { seed: options.seed }) });
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
  }
}

function resultLines(
  result: VerifyResult,
  { paint, width, labels, done, all }: { paint: Paint; width: number; labels: number; done: number; all: number },
): string[] {
  const look = result.ok ? 'passed' : 'failed';
  const name = padTo(`${result.lab}  ${result.source}`, labels);
  const failed = Object.entries(result.checks).flatMap(([slug, verdict]) => (verdict === 'failed' ? [slug] : []));
  const said = result.ok ? (failed.length > 0 ? `fails ${failed.join(', ')}` : 'passes all') : result.verdict;
  const count = paint('quiet', `${String(done).padStart(String(all).length)}/${all}`);
  const time = durationText(result.durationMs, 'en').padStart(7);
  const lines = [`${count} ${paint(look, shapes[look])} ${name} ${paint('quiet', time)}  ${said}`];
  const explain = (text: string) => lines.push(...wrapText(inert(text), width - 8).map((line) => `        ${line}`));
  if (result.problem) explain(result.problem);
  for (const { check, expected, received, message } of result.surprises) {
    explain(`${check}: must have ${expected}, but ${received}${message ? `. ${message}` : ''}`);
  }
  if (!result.ok) explain(`seed ${result.seed}`);
  return lines;
}

function flakeLines({ lab, source, check, verdicts }: Flake, width: number, paint: Paint): string[] {
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${verdict} ${count}×`);
  const text = `${shapes.errored} ${lab} ${source}: ${check} differs between rounds: ${counts.join(', ')}`;
  return wrapText(text, width).map((line) => paint('ungradable', line));
}
