import type {
  Attempt,
  AttemptRecord,
  CheckResult,
  Evidence,
  GradeEvent,
  Localizable,
  PhaseName,
  PlannedCheck,
  Verdict,
} from 'orkestr/contract';

type EventOf<T extends GradeEvent['type']> = Extract<GradeEvent, { type: T }>;
/** A line of the transcript as it was said. `at` is milliseconds since the attempt began. */
export type Line = Omit<EventOf<'line'>, 'type'>;

/** A fault from its beginning to its end; `toMs` is missing while it lasts. */
export interface FaultSpan {
  check: string | null;
  target: string;
  kind: EventOf<'fault'>['kind'];
  fromMs: number;
  toMs?: number;
}

/** Where a check stands: a verdict once it has one. */
export type Standing = Verdict | 'untried' | 'running';

export interface CheckState {
  id: string;
  title: Localizable;
  deadlineMs: number;
  hidden: boolean;
  standing: Standing;
  startedMs?: number;
  endedMs?: number;
  result?: CheckResult;
  lines: Line[];
}

export interface PhaseState {
  name: PhaseName;
  startedMs: number;
  durationMs?: number;
  outcome?: 'done' | 'failed' | 'skipped';
}

/** Everything the page shows of an attempt, whether it is running or was recorded. */
export interface AttemptState {
  id: string;
  lab: string;
  title?: Localizable;
  source: { kind: string; name: string };
  seed: number;
  status: 'queued' | 'running' | 'ended';
  position: number | null;
  queuedMs?: number;
  startedAt?: string;
  phases: PhaseState[];
  checks: CheckState[];
  faults: FaultSpan[];
  /** What was said outside of the checks: build, migration, start, clean-up. */
  lines: Line[];
  /** Milliseconds since the attempt began, of the latest event. */
  nowMs: number;
  verdict?: Verdict;
  durationMs?: number;
  problem?: Evidence | null;
}

/** The state before anything has happened, or from the report alone when its events are not at hand. */
export function initialState(record: AttemptRecord): AttemptState {
  const source = { kind: record.source.kind, name: record.source.kind === 'mutant' ? record.source.name : '' };
  const state: AttemptState = {
    id: record.id,
    lab: record.lab,
    source,
    seed: record.seed,
    status: record.status,
    position: record.position,
    phases: [],
    checks: [],
    faults: [],
    lines: [],
    nowMs: 0,
  };
  if (record.startedAt) {
    state.startedAt = record.startedAt;
    state.queuedMs = Math.max(0, Date.parse(record.startedAt) - Date.parse(record.createdAt));
  }
  if (record.attempt) takeReport(state, record.attempt);
  return state;
}

/** Forgets what was drawn: the grader began the attempt anew. */
export function restart(state: AttemptState): void {
  Object.assign(state, { phases: [], checks: [], faults: [], lines: [], nowMs: 0, status: 'queued' });
  delete state.verdict;
}

function takeReport(state: AttemptState, attempt: Attempt): void {
  state.title = attempt.title;
  state.startedAt = attempt.startedAt;
  state.verdict = attempt.verdict;
  state.durationMs = attempt.durationMs;
  state.problem = attempt.problem;
  state.phases = attempt.phases.map((phase) => ({ ...phase }));
  for (const result of attempt.checks) {
    const known = state.checks.find(({ id }) => id === result.id);
    const check = known ?? fresh(result);
    if (!known) state.checks.push(check);
    check.result = result;
    check.standing = result.verdict;
  }
  state.status = 'ended';
}

const fresh = (check: PlannedCheck): CheckState => ({
  id: check.id,
  title: check.title,
  deadlineMs: check.deadlineMs,
  hidden: check.hidden,
  standing: 'untried',
  lines: [],
});

/** Brings the state up to date with the next event of the stream. */
export function fold(state: AttemptState, event: GradeEvent): void {
  state.nowMs = Math.max(state.nowMs, event.at);
  if (event.type !== 'attempt-ended' && state.verdict === undefined) state.status = 'running';
  switch (event.type) {
    case 'attempt-started': {
      const { title, startedAt, checks, seed } = event.attempt;
      Object.assign(state, { title, startedAt, seed, checks: checks.map(fresh) });
      break;
    }
    case 'phase-started':
      state.phases.push({ name: event.phase, startedMs: event.at });
      break;
    case 'phase-ended': {
      const phase = state.phases.find(({ name }) => name === event.phase);
      if (phase) Object.assign(phase, { durationMs: event.durationMs, outcome: event.outcome });
      break;
    }
    case 'check-started': {
      const check = find(state, event.check);
      if (check) Object.assign(check, { standing: 'running', startedMs: event.at, deadlineMs: event.deadlineMs });
      break;
    }
    case 'line':
      takeLine(state, event);
      break;
    case 'fault':
      takeFault(state, event);
      break;
    case 'check-ended': {
      const check = find(state, event.result.id);
      if (!check) break;
      Object.assign(check, { standing: event.result.verdict, result: event.result, endedMs: event.at });
      break;
    }
    case 'attempt-ended':
      takeReport(state, event.attempt);
      break;
  }
}

const find = (state: AttemptState, id: string) => state.checks.find((check) => check.id === id);

/** A line without a check belongs to the check that runs while it is said: the service does not know of checks. */
function takeLine(state: AttemptState, { at, speaker, kind, text, check }: EventOf<'line'>): void {
  const line: Line = { at, speaker, kind, text, check };
  const owner = check ? find(state, check) : state.checks.find(({ standing }) => standing === 'running');
  (owner ?? state).lines.push(line);
}

function takeFault(state: AttemptState, { at, check, target, kind, state: edge }: EventOf<'fault'>): void {
  if (edge === 'applied') {
    state.faults.push({ check, target, kind, fromMs: at });
    return;
  }
  const open = state.faults.findLast((span) => span.target === target && span.kind === kind && span.toMs === undefined);
  if (open) open.toMs = at;
}

/** What a running check waits for: the last step it announced. */
export function waitsFor(check: CheckState): Localizable | undefined {
  return check.lines.findLast(({ kind }) => kind === 'note')?.text;
}

/** How many checks passed. */
export function passedCount(state: AttemptState): number {
  return state.checks.filter(({ standing }) => standing === 'passed').length;
}
