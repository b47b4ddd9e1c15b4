/** More events than one run can have: the recorder stops far below. */
const perRun = 1_000_000;

/** Where a reader of an attempt's events is. `run` 0, `seq` 0 is before everything. */
export interface Cursor {
  run: number;
  seq: number;
}

/** One number for run and place: it grows over both, so that a reader who comes back is understood after a new run, too. */
export function toSequence({ run, seq }: Cursor): number {
  return run * perRun + seq;
}

/** The place a reader names (`Last-Event-ID`, `?after=`); the beginning when it is none of ours. */
export function fromSequence(text: string | undefined): Cursor {
  const sequence = /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
  return { run: Math.floor(sequence / perRun), seq: sequence % perRun };
}
