import type { GradeEvent, Localizable, Phase, PhaseName } from '../contract/index.ts';

/** `Omit` that keeps the members of a union apart. */
type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** The clock and the one event stream of an attempt; measures its phases, which follow one another without a gap. */
export class Journal {
  readonly phases: Phase[] = [];
  readonly #began = performance.now();
  readonly #emit: (event: GradeEvent) => void;
  /** Full id of the check being run: lines that come meanwhile belong to it. */
  currentCheck: string | null = null;

  constructor(emit: (event: GradeEvent) => void) {
    this.#emit = emit;
  }

  /** Milliseconds since the attempt began, to a tenth. */
  readonly now = (): number => Math.round((performance.now() - this.#began) * 10) / 10;

  emit(event: WithoutTime<GradeEvent>): void {
    this.#emit({ ...event, at: this.now() } as GradeEvent);
  }

  /** One line of the transcript; `at` where it began earlier than now. */
  line(speaker: string, kind: 'request' | 'answer' | 'log' | 'note', text: Localizable, at = this.now()): void {
    this.#emit({ type: 'line', at, speaker, kind, text, check: this.currentCheck });
  }

  /** Runs one phase and writes down how long it took, whatever comes of it. */
  async phase<T>(name: PhaseName, work: () => Promise<T>): Promise<T> {
    const startedMs = this.phases.reduce((end, phase) => Math.max(end, phase.startedMs + phase.durationMs), 0);
    this.emit({ type: 'phase-started', phase: name });
    let outcome: Phase['outcome'] = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      return result;
    } finally {
      const durationMs = Math.round((this.now() - startedMs) * 10) / 10;
      this.phases.push({ name, startedMs, durationMs, outcome });
      this.emit({ type: 'phase-ended', phase: name, durationMs, outcome });
    }
  }
}
