import { type Attempt, type GradeEvent, inLanguage, type Language, overall } from '../../contract/index.ts';
import { type GradeOptions, type GradeSource, grade as gradeWithEngine } from '../../engine/grade.ts';
import { type LabEntry, loadCatalogue } from '../../lab/index.ts';
import {
  createTranscript,
  lessonsAt,
  type Transcript,
  withholdHiddenEvents,
  withholdHiddenEvidence,
} from '../../report/index.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { type Interruption, onInterruption } from '../interruption.ts';
import { type OutputStream, paintFor, type Terminal, widthOf } from '../terminal.ts';
import { usageMessage } from '../usage-error.ts';
import { gradeWords } from './grade-words.ts';
import { PreviousFailures } from './previous-failures.ts';
import { cannotWrite, openReportFile } from './report-file.ts';
import { formatReport, type ReportFormat } from './report-format.ts';
import { chooseLabs, chooseSource, type LabRequest, trackOf } from './request.ts';
import { StatusLine } from './status-line.ts';

/** The options of `orkestr grade` as they were read. */
export interface GradeCommandOptions {
  lab?: readonly string[];
  check?: readonly string[];
  seed?: number;
  format: ReportFormat;
  output?: string;
  source?: string;
  keep?: boolean;
  verbose?: boolean;
  lang: Language;
}

/** What the command needs of the world besides its terminal; tests give it other ones. */
export interface GradeTools {
  grade: (options: GradeOptions) => AsyncGenerator<GradeEvent, Attempt>;
  loadCatalogue: () => Promise<readonly LabEntry[]>;
  onInterruption: (say: (request: number) => void) => Interruption;
}

const ownTools: GradeTools = { grade: gradeWithEngine, loadCatalogue: () => loadCatalogue(), onInterruption };

/**
 * `orkestr grade`: grades the labs one after another and gives the exit code of the gravest verdict. The report goes to
 * stdout, or to `--output`; the progress of any format but `pretty` goes to stderr.
 *
 * @throws UsageError, UnknownName before anything is graded
 */
export async function gradeCommand(
  folder: string | undefined,
  options: GradeCommandOptions,
  terminal: Terminal,
  tools: GradeTools = ownTools,
): Promise<number> {
  const { cwd, env } = terminal;
  const source = await chooseSource(folder, options.source, cwd);
  const catalogue = await tools.loadCatalogue();
  const labs = await chooseLabs(options.lab, options.check, catalogue, await trackOf(source, catalogue, cwd));
  const toFile = options.output !== undefined && options.output !== '-';
  const file = toFile ? await openReportFile(options.output ?? '', cwd) : undefined;
  const stream = options.format === 'pretty' && !toFile ? terminal.stdout : terminal.stderr;
  const lessonUrl = lessonsAt(env.ORKESTR_SITE || 'http://localhost:4321');

  const run = new GradeRun(options, source, stream, terminal, tools, createTranscriptFor(options, stream, env));
  const { attempts, events, interrupted } = await run.gradeAll(labs);

  let code = interrupted ? exitCodes.interrupted : exitCodeOf(overall(attempts.map(({ verdict }) => verdict)));
  if (options.format !== 'pretty' || file) {
    const report = formatReport(options.format, { attempts, events, language: options.lang, lessonUrl });
    if (!file) terminal.stdout.write(report);
    else {
      await file.write(report).catch((error: unknown) => {
        const sentence = usageMessage(cannotWrite(options.output ?? '', error), options.lang) ?? '';
        terminal.stderr.write(`orkestr: ${sentence}\n`);
        code = Math.max(code, exitCodes.errored);
      });
    }
  }
  return code;
}

function createTranscriptFor(options: GradeCommandOptions, stream: OutputStream, env: NodeJS.ProcessEnv) {
  return (live: boolean) =>
    createTranscript({
      language: options.lang,
      width: widthOf(stream, env),
      paint: paintFor(stream, env),
      lessonUrl: lessonsAt(env.ORKESTR_SITE || 'http://localhost:4321'),
      verbose: options.verbose ?? false,
      phases: !live,
      guardWorkflowCommands: env.GITHUB_ACTIONS === 'true',
    });
}

class GradeRun {
  readonly #options: GradeCommandOptions;
  readonly #source: GradeSource;
  readonly #stream: OutputStream;
  readonly #terminal: Terminal;
  readonly #tools: GradeTools;
  readonly #transcriptFor: (live: boolean) => Transcript;

  constructor(
    options: GradeCommandOptions,
    source: GradeSource,
    stream: OutputStream,
    terminal: Terminal,
    tools: GradeTools,
    transcriptFor: (live: boolean) => Transcript,
  ) {
    this.#options = options;
    this.#source = source;
    this.#stream = stream;
    this.#terminal = terminal;
    this.#tools = tools;
    this.#transcriptFor = transcriptFor;
  }

  async gradeAll(labs: readonly LabRequest[]) {
    const { lang } = this.#options;
    const attempts: Attempt[] = [];
    const events: GradeEvent[] = [];
    using status = new StatusLine(this.#stream, lang, paintFor(this.#stream, this.#terminal.env), this.#terminal.env);
    const transcript = this.#transcriptFor(status.live);
    using interruption = this.#tools.onInterruption((request) => {
      const text = request === 1 ? gradeWords.stopping : gradeWords.stillStopping(status.text);
      status.write(`${inLanguage(text, lang)}\n`);
    });
    for (const lab of labs) {
      if (interruption.signal.aborted) break;
      attempts.push(
        await this.#gradeOne(lab, interruption.signal, (event) => {
          status.follow(event);
          status.write(transcript(event));
          if (this.#options.format === 'pretty' && this.#options.output !== undefined) events.push(event);
        }),
      );
    }
    if (interruption.signal.aborted && !this.#options.keep)
      status.write(`${inLanguage(gradeWords.interrupted, lang)}\n`);
    if (this.#options.keep && attempts.length > 0) {
      status.write(`${inLanguage(gradeWords.kept(attempts.map(({ id }) => id)), lang)}\n`);
    }
    return { attempts, events, interrupted: interruption.signal.aborted };
  }

  async #gradeOne(lab: LabRequest, signal: AbortSignal, show: (event: GradeEvent) => void): Promise<Attempt> {
    const { seed, keep } = this.#options;
    const previous = await this.#previousFailures();
    const filter = previous ? withholdHiddenEvents(previous.ids) : (event: GradeEvent) => event;
    const events = this.#tools.grade({
      lab: lab.entry,
      source: this.#source,
      signal,
      ...(seed === undefined ? {} : { seed }),
      ...(lab.checks ? { checks: lab.checks } : {}),
      ...(keep ? { keep } : {}),
    });
    for (;;) {
      const { done, value } = await events.next();
      if (done) {
        await previous?.remember(value);
        return previous ? withholdHiddenEvidence(value, previous.ids) : value;
      }
      const event = filter(value);
      if (event) show(event);
    }
  }

  /** Only a learner's own folder has secrets to keep: what the course ships is no secret. */
  async #previousFailures(): Promise<PreviousFailures | undefined> {
    if (this.#source.kind !== 'folder') return undefined;
    return PreviousFailures.of(this.#source.path, this.#terminal.cwd, this.#terminal.env);
  }
}
