import type { AttemptState, CheckState } from './state.ts';

/** A stretch or a moment on a lane, as shares of the window from 0 to 1. */
export interface Span {
  from: number;
  to: number;
  text: string;
}

/** Three lanes over one clock for one check. */
export interface Timeline {
  startMs: number;
  endMs: number;
  faults: (Span & { target: string; kind: string; lasting: boolean })[];
  requests: Span[];
  log: Span[];
}

/** The lanes of a check, or `undefined` before it has begun. Marks closer than a thousandth of the window are drawn once. */
export function timelineOf(state: AttemptState, check: CheckState): Timeline | undefined {
  if (check.startedMs === undefined) return undefined;
  const startMs = check.startedMs;
  const endMs = Math.max(check.endedMs ?? state.nowMs, startMs + 1);
  const share = (ms: number) => Math.min(1, Math.max(0, (ms - startMs) / (endMs - startMs)));
  const moments = (kind: 'request' | 'log') => {
    const seen = new Set<number>();
    return check.lines.flatMap((line): Span[] => {
      const at = Math.round(share(line.at) * 1000) / 1000;
      if (line.kind !== kind || seen.has(at)) return [];
      seen.add(at);
      return [{ from: at, to: at, text: typeof line.text === 'string' ? line.text : line.text.en }];
    });
  };
  const faults = state.faults
    .filter((span) => (span.check ?? check.id) === check.id && span.fromMs < endMs && (span.toMs ?? endMs) > startMs)
    .map((span) => ({
      from: share(span.fromMs),
      to: share(span.toMs ?? endMs),
      text: `${span.kind} ${span.target}`,
      target: span.target,
      kind: span.kind,
      lasting: span.toMs === undefined,
    }));
  return { startMs, endMs, faults, requests: moments('request'), log: moments('log') };
}

/** Round numbers of seconds for the axis: at most six, none closer than a tenth of the window to its ends. */
export function ticks(startMs: number, endMs: number): number[] {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];
  const step = steps.find((candidate) => (endMs - startMs) / candidate <= 5) ?? 120_000;
  const first = Math.ceil(startMs / step) * step;
  const all = Array.from({ length: 7 }, (_, index) => first + index * step);
  const margin = (endMs - startMs) * 0.05;
  return all.filter((at) => at >= startMs + margin && at <= endMs - margin);
}
