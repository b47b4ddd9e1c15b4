import type { GradeEvent, Language } from '../../contract/index.ts';
import { cutTo, durationText, inert, type Paint, shown, words } from '../../report/index.ts';
import { type OutputStream, widthOf } from '../terminal.ts';

const eraseLine = '\r\u001b[K';

/**
 * The last line of a terminal, which says what is going on and for how long while nothing else is written. It is erased
 * before every other line, and not there at all on anything that is no terminal.
 */
export class StatusLine implements Disposable {
  readonly #stream: OutputStream;
  readonly #language: Language;
  readonly #paint: Paint;
  readonly #env: NodeJS.ProcessEnv;
  readonly #timer: NodeJS.Timeout | undefined;
  #what = '';
  #detail = '';
  #deadlineMs = 0;
  #since = 0;
  #visible = false;

  constructor(stream: OutputStream, language: Language, paint: Paint, env: NodeJS.ProcessEnv) {
    this.#stream = stream;
    this.#language = language;
    this.#paint = paint;
    this.#env = env;
    if (!stream.isTTY || env.TERM === 'dumb' || env.CI) return;
    this.#timer = setInterval(() => this.#draw(), 250).unref();
  }

  /** Whether there is such a line at all: else finished phases want lines of their own. */
  get live(): boolean {
    return this.#timer !== undefined;
  }

  /** What is going on, for the second Ctrl-C: `clean up 0.4 s`. */
  get text(): string {
    const elapsed = durationText(performance.now() - this.#since, this.#language);
    return this.#what ? `${this.#what} ${elapsed}` : '';
  }

  /** Learns from an event what is being waited for. */
  follow(event: GradeEvent): void {
    if (event.type === 'phase-started') this.#begin(words[this.#language].phase[event.phase]);
    else if (event.type === 'check-started')
      this.#begin(event.check.slice(event.check.indexOf('.') + 1), event.deadlineMs);
    else if (event.type === 'line' && event.speaker === 'build') this.#detail = shown(event.text, this.#language);
    else if (event.type === 'check-ended' || event.type === 'phase-ended') this.#detail = '';
    else if (event.type === 'attempt-ended') this.#what = '';
  }

  /** Writes lines above the status line. */
  write(text: string): void {
    if (text === '') return;
    this.#erase();
    this.#stream.write(text);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #begin(what: string, deadlineMs = 0): void {
    this.#what = inert(what);
    this.#detail = '';
    this.#deadlineMs = deadlineMs;
    this.#since = performance.now();
  }

  #draw(): void {
    if (this.#what === '') return;
    const limit =
      this.#deadlineMs > 0 ? words[this.#language].atMost(durationText(this.#deadlineMs, this.#language)) : '';
    const line = [`… ${this.text}`, limit, this.#detail.split('\n')[0]].filter(Boolean).join('  ');
    const width = widthOf(this.#stream, this.#env) - 1;
    this.#stream.write(eraseLine + this.#paint('quiet', cutTo(line, width)));
    this.#visible = true;
  }

  #erase(): void {
    if (this.#visible) this.#stream.write(eraseLine);
    this.#visible = false;
  }
}
