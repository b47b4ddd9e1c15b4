import type { GradeEvent } from '../contract/index.ts';
import { cutLines } from './cut-lines.ts';
import { displayWidth, padTo, wrapCommand } from './fit-text.ts';
import { inert, shown } from './inert.ts';
import type { TranscriptOptions } from './transcript.ts';
import { words } from './words.ts';

type Spoken = Extract<GradeEvent, { type: 'line' | 'fault' }>;

/** Lines kept of one check: the newest, since what failed stands at the end. */
const keptLines = 40;

/** What was said while one check ran (or before any ran), each line with its time and its speaker. */
export class TranscriptLines {
  readonly #options: TranscriptOptions;
  #events: Spoken[] = [];
  #dropped = 0;
  #from = 0;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** A check begins at `at`: what was said before is done with, times are counted from here. */
  begin(at: number): void {
    this.#events = [];
    this.#dropped = 0;
    this.#from = at;
  }

  /** Takes a line in. Gives it back set, when everything is shown at once. */
  add(event: Spoken, now: boolean): string[] {
    if (now) return this.#set(event, Math.max(8, displayWidth(speakerOf(event))));
    this.#events.push(event);
    if (this.#events.length > keptLines) {
      this.#events.shift();
      this.#dropped++;
    }
    return [];
  }

  /** What was kept, set, and forgotten: the lines of a check that failed. */
  end(): string[] {
    const events = this.#events.filter((event) => event.type !== 'line' || event.check !== null);
    const dropped = this.#dropped;
    this.#events = [];
    this.#dropped = 0;
    if (events.length === 0) return [];
    const speakers = Math.max(...events.map((event) => displayWidth(speakerOf(event))));
    const { language, paint } = this.#options;
    const note = dropped > 0 ? [paint('quiet', `    ${words[language].cutLines(dropped)}`)] : [];
    return [...note, ...events.flatMap((event) => this.#set(event, speakers))];
  }

  /** One line, wrapped; where there is room with its time, and with the speakers in a column of their own. */
  #set(event: Spoken, speakers: number): string[] {
    const { language, paint, width } = this.#options;
    const roomy = width >= 60;
    const at = Math.max(0, event.at - this.#from) / 1000;
    const time = roomy ? `${at.toFixed(2).padStart(6)}  ` : '';
    const speaker = inert(speakerOf(event));
    const named = roomy ? padTo(speaker, speakers) : speaker;
    const head = `    ${paint('quiet', time)}${paint('speaker', named)} ${paint('quiet', '│')} `;
    const column = 4 + time.length + displayWidth(named) + 3;
    if (event.type === 'line' && event.kind === 'request') {
      // Continuation lines carry no bar, so that selecting from `curl` on gives a command that works.
      const [first = '', ...more] = wrapCommand(shown(event.text, language).replace(/^\$ /, ''), width - column - 2);
      return [`${head}$ ${paint('command', first)}`, ...more.map((line) => ' '.repeat(roomy ? 12 : 6) + line)];
    }
    const isLog = event.type === 'line' && event.kind === 'log';
    const mark = event.type === 'line' && event.kind === 'answer' ? '→ ' : '';
    const room = Math.max(8, width - column - mark.length);
    const rest = `${' '.repeat(column - 2)}${paint('quiet', '│')} ${' '.repeat(mark.length)}`;
    const lines = cutLines(this.#textOf(event), { columns: room, most: 8, keep: 'beginning', language });
    return lines.map((line, index) => (index === 0 ? head + mark : rest) + (isLog ? paint('quiet', line) : line));
  }

  #textOf(event: Spoken): string {
    const { language } = this.#options;
    if (event.type === 'line') return shown(event.text, language);
    return words[language].fault[event.kind][event.state](inert(event.target));
  }
}

function speakerOf(event: Spoken): string {
  return event.type === 'fault' ? 'grader' : event.speaker;
}
