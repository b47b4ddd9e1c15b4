import type { Attempt, CheckResult, GradeEvent, Language, PlannedCheck } from '../contract/index.ts';
import { evidenceBlock } from './evidence-block.ts';
import type { LessonUrl } from './evidence-lines.ts';
import { displayWidth, padTo, wrapCommand, wrapText } from './fit-text.ts';
import { inert, shown } from './inert.ts';
import { replayCommand } from './replay-command.ts';
import { type Paint, shapes } from './style.ts';
import { TranscriptLines } from './transcript-lines.ts';
import { waterfall } from './waterfall.ts';
import { durationText, passedOf, words } from './words.ts';

/** How a transcript is set. */
export interface TranscriptOptions {
  language: Language;
  /** Columns of the terminal. */
  width: number;
  paint: Paint;
  lessonUrl: LessonUrl;
  /** Every line of every check and of the build, not only those of checks that failed. */
  verbose?: boolean;
  /** A line for each finished phase: for logs, where nothing else shows that it is going on. */
  phases?: boolean;
  /** Break `::` and `##[`, which a GitHub Actions runner would obey wherever a log line has them. */
  guardWorkflowCommands?: boolean;
}

/** Turns the events of attempts into text for a terminal: each call gives what to write now, often nothing. */
export type Transcript = (event: GradeEvent) => string;

/** A transcript of one attempt after another. It keeps no more than the lines of the check that is running. */
export function createTranscript(options: TranscriptOptions): Transcript {
  const setter = new Setter(options);
  let afterBlank = true;
  return (event) => {
    let text = '';
    for (const line of setter.set(event).map((wide) => wide.trimEnd())) {
      // Blocks ask for room around them without knowing their neighbours: one empty line is enough.
      if (line !== '' || !afterBlank) text += `${line}\n`;
      afterBlank = line === '';
    }
    return options.guardWorkflowCommands ? text.replace(/::/g, ':\u200b:').replaceAll('##[', '#\u200b#[') : text;
  };
}

class Setter {
  readonly #options: TranscriptOptions;
  readonly #lines: TranscriptLines;
  #planned = new Map<string, PlannedCheck>();
  #slugWidth = 0;
  #inChecks = false;
  /** Notes of the phase that is going on. */
  #notes: string[] = [];

  constructor(options: TranscriptOptions) {
    this.#options = options;
    this.#lines = new TranscriptLines(options);
  }

  /** The lines this event adds. */
  set(event: GradeEvent): string[] {
    const { verbose } = this.#options;
    switch (event.type) {
      case 'attempt-started':
        this.#planned = new Map(event.attempt.checks.map((check) => [check.id, check]));
        this.#slugWidth = Math.max(0, ...event.attempt.checks.map(({ id }) => displayWidth(slugOf(id))));
        this.#inChecks = false;
        return this.#heading(event.attempt);
      case 'phase-started':
        this.#notes = [];
        return [];
      case 'phase-ended':
        return this.#phase(event);
      case 'check-started': {
        this.#lines.begin(event.at);
        const first = !this.#inChecks;
        this.#inChecks = true;
        return first ? [''] : [];
      }
      case 'line':
      case 'fault':
        if (event.type === 'line' && event.kind === 'note' && event.check === null) {
          this.#notes.push(shown(event.text, this.#options.language));
        }
        return this.#lines.add(event, verbose === true);
      case 'check-ended':
        return this.#check(event.result);
      case 'attempt-ended':
        return this.#end(event.attempt);
      default:
        return [];
    }
  }

  #heading(attempt: Extract<GradeEvent, { type: 'attempt-started' }>['attempt']): string[] {
    const { language, paint, width } = this.#options;
    const { source, label, checkCount } = words[language];
    const { kind, name, digest } = attempt.source;
    const what = kind === 'reference' ? source.reference : `${source[kind]} ${inert(name)}`;
    const facts = [what, digest.slice(0, 7), `${label.seed} ${attempt.seed}`, checkCount(attempt.checks.length)];
    const title = `${attempt.lab}  ${shown(attempt.title, language)}`;
    return [
      ...wrapText(title, width).map((line) => paint('heading', line)),
      ...wrapText(facts.filter(Boolean).join(' · '), width).map((line) => paint('quiet', line)),
    ];
  }

  /** One line a phase where they are shown; what was noted while cleaning up is always said. */
  #phase({ phase, durationMs }: Extract<GradeEvent, { type: 'phase-ended' }>): string[] {
    const { phases, language, paint, width, verbose } = this.#options;
    const notes = this.#notes.join(', ');
    if (phase === 'release') {
      return notes && !verbose ? ['', ...wrapText(notes, width - 2).map((line) => `  ${line}`)] : [];
    }
    if (!phases || phase === 'checks') return [];
    const time = padTo(durationText(durationMs, language), notes ? 9 : 0);
    const line = `  ${padTo(words[language].phase[phase], 12)} ${time} ${notes}`;
    return wrapText(line, width).map((text) => paint('quiet', text));
  }

  #check(result: CheckResult): string[] {
    const { language, paint, width, verbose } = this.#options;
    const title = shown(result.title ?? this.#planned.get(result.id)?.title ?? '', language);
    const mark = `${shapes[result.verdict]} ${padTo(slugOf(result.id), this.#slugWidth)} `;
    const took = durationText(result.durationMs, language).padStart(7);
    const word = result.verdict === 'passed' ? '' : `${words[language].verdict[result.verdict]}  `;
    const indent = displayWidth(`${mark} ${took}  `);
    const titleLines = wrapText(`${word}${title}`, width - indent);
    const first = `${paint(result.verdict, mark)} ${paint('quiet', took)}  `;
    const fits = width - indent >= 24;
    const lines = fits
      ? titleLines.map((line, index) =>
          index === 0 ? first + this.#word(line, word, result) : ' '.repeat(indent) + line,
        )
      : [first, ...wrapText(`${word}${title}`, width - 4).map((line) => `    ${line}`)];
    const transcript = this.#lines.end();
    if (result.verdict === 'passed') return lines;
    if (result.verdict === 'skipped') {
      return result.message === null ? lines : [...lines, ...evidenceBlock(result, this.#options)];
    }
    return [...lines, ...(verbose ? [] : transcript), ...evidenceBlock(result, this.#options), ''];
  }

  /** The verdict's word at the start of a title line in the verdict's colour. */
  #word(line: string, word: string, result: CheckResult): string {
    const plain = word.trimEnd();
    return plain && line.startsWith(plain)
      ? this.#options.paint(result.verdict, plain) + line.slice(plain.length)
      : line;
  }

  #end(attempt: Attempt): string[] {
    const { language, paint, width } = this.#options;
    const { verdict: names, label, checksOf, meaning } = words[language];
    const lines: string[] = [];
    const { problem } = attempt;
    if (problem) {
      const head = `${shapes[attempt.verdict]} ${names[attempt.verdict]}`;
      lines.push('', ...this.#lines.end(), paint(attempt.verdict, head), ...evidenceBlock(problem, this.#options));
    }
    lines.push('', ...waterfall(attempt, language, width, paint), '');
    const verdict = `${shapes[attempt.verdict]} ${names[attempt.verdict]}`;
    const facts = [attempt.lab, checksOf(...passedOf(attempt)), durationText(attempt.durationMs, language)];
    const [first = '', ...more] = wrapText(`${verdict}  ${facts.join(' · ')}`, width);
    lines.push(paint(attempt.verdict, verdict) + first.slice(verdict.length), ...more);
    // Who pressed Ctrl-C knows why nothing came of it.
    const cancelled = problem?.code === 'cancelled';
    const said = cancelled ? undefined : meaning[attempt.verdict];
    if (said) lines.push(...wrapText(said, width));
    if (attempt.verdict !== 'passed' && !cancelled) {
      const again = wrapCommand(replayCommand(attempt), width - displayWidth(label.again) - 2);
      lines.push(
        ...again.map((line, index) => (index === 0 ? `${paint('quiet', label.again)}  ${line}` : `  ${line}`)),
      );
    }
    return [...lines, ''];
  }
}

/** The part of a check's id after its lab: `ready-follows-db` of `todo/health.ready-follows-db`. */
function slugOf(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}
