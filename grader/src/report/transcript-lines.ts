import type { GradeEvent } from '../contract/index.ts';
import { condenseLogLine } from './condense-log-line.ts';
import { cutLines } from './cut-lines.ts';
import { displayWidth, padTo, wrapCommand, wrapText } from './fit-text.ts';
import { inert, shown } from './inert.ts';
import type { TranscriptOptions } from './transcript.ts';
import { words } from './words.ts';

type Spoken = Extract<GradeEvent, { type: 'line' | 'fault' }>;

/** What is kept of one check: the newest, since what failed stands at the end. */
const kept = { steps: 24, logLines: 8 };

/** A line, and how many like it (of the same speaker, but for numbers and ids) came before it. */
interface Entry {
  event: Spoken;
  before: number;
}

/**
 * What was said while one check ran (or before any ran), each line with its time and its speaker. The grader's own steps
 * come first: a service that logs the same line a hundred times is shown saying it once, with the number.
 */
export class TranscriptLines {
  readonly #options: TranscriptOptions;
  #steps: Entry[] = [];
  #logs = new Map<string, Entry>();
  #dropped = 0;
  #from = 0;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** A check begins at `at`: what was said before is done with, times are counted from here. */
  begin(at: number): void {
    this.#forget();
    this.#from = at;
  }

  /** Takes a line in. Gives it back set, when everything is shown at once. */
  add(event: Spoken, now: boolean): string[] {
    if (now) return this.#set({ event, before: 0 }, Math.max(8, displayWidth(speakerOf(event))), true);
    if (event.type === 'line' && event.check === null) return [];
    if (isLog(event)) this.#addLog(event);
    else this.#steps.push({ event, before: 0 });
    if (this.#steps.length > kept.steps) {
      this.#steps.shift();
      this.#dropped++;
    }
    return [];
  }

  /** What was kept, set, and forgotten: the lines of a check that failed. */
  end(): string[] {
    const entries = [...this.#steps, ...this.#logs.values()].sort((a, b) => a.event.at - b.event.at);
    const dropped = this.#dropped;
    this.#forget();
    if (entries.length === 0) return [];
    const speakers = Math.max(...entries.map(({ event }) => displayWidth(speakerOf(event))));
    const { language, paint, width } = this.#options;
    const note = dropped > 0 ? wrapText(words[language].cutLines(dropped), width - 4) : [];
    return [
      ...note.map((line) => paint('quiet', `    ${line}`)),
      ...entries.flatMap((entry) => this.#set(entry, speakers, false)),
    ];
  }

  #addLog(event: Extract<Spoken, { type: 'line' }>): void {
    const key = `${event.speaker} ${likeness(condenseLogLine(shown(event.text, this.#options.language)))}`;
    const same = this.#logs.get(key);
    // Taken out and put in again: the map stays in the order of the newest.
    this.#logs.delete(key);
    this.#logs.set(key, { event, before: same ? same.before + 1 : 0 });
    const [oldest] = this.#logs.keys();
    if (this.#logs.size <= kept.logLines || oldest === undefined) return;
    this.#dropped += (this.#logs.get(oldest)?.before ?? 0) + 1;
    this.#logs.delete(oldest);
  }

  #forget(): void {
    this.#steps = [];
    this.#logs.clear();
    this.#dropped = 0;
  }

  /** One line, wrapped; where there is room with its time, and with the speakers in a column of their own. */
  #set({ event, before }: Entry, speakers: number, whole: boolean): string[] {
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
    const log = isLog(event);
    const mark = event.type === 'line' && event.kind === 'answer' ? '→ ' : '';
    const columns = Math.max(8, width - column - mark.length);
    const rest = `${' '.repeat(column - 2)}${paint('quiet', '│')} ${' '.repeat(mark.length)}`;
    const most = whole ? 200 : log && roomy ? 2 : 6;
    const said = this.#textOf(event);
    const text = log && !whole ? condenseLogLine(said) : said;
    const lines = cutLines(text, { columns, most, keep: 'beginning', language });
    if (before > 0) lines.push(...wrapText(words[language].likeIt(before), columns));
    return lines.map((line, index) => (index === 0 ? head + mark : rest) + (log ? paint('quiet', line) : line));
  }

  #textOf(event: Spoken): string {
    const { language } = this.#options;
    if (event.type === 'line') return shown(event.text, language);
    return words[language].fault[event.kind][event.state](inert(event.target));
  }
}

function isLog(event: Spoken): event is Extract<Spoken, { type: 'line' }> {
  return event.type === 'line' && event.kind === 'log';
}

/** A log line without what differs from one saying of it to the next: numbers, ids, times. */
function likeness(text: string): string {
  return text
    .slice(0, 400)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}/gi, '#')
    .replace(/\d+/g, '#');
}

function speakerOf(event: Spoken): string {
  return event.type === 'fault' ? 'grader' : event.speaker;
}
