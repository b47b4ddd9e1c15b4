import type { Attempt, Language } from '../contract/index.ts';
import { displayWidth, padTo } from './fit-text.ts';
import { type Paint, shapes } from './style.ts';
import { durationText, words } from './words.ts';

/** The phases one under another, each as a bar where it lay in the whole: where the time went. */
export function waterfall(attempt: Attempt, language: Language, width: number, paint: Paint): string[] {
  if (attempt.phases.length === 0) return [];
  const { phase: names, label } = words[language];
  const nameWidth = Math.max(...attempt.phases.map(({ name }) => displayWidth(names[name])));
  const times = attempt.phases.map(({ durationMs }) => durationText(durationMs, language));
  const timeWidth = Math.max(...times.map(displayWidth));
  const room = Math.min(60, width - nameWidth - timeWidth - 8);
  const whole = Math.max(1, attempt.durationMs, ...attempt.phases.map((phase) => phase.startedMs + phase.durationMs));
  const lines = attempt.phases.map((phase, index) => {
    const from = Math.min(room - 1, Math.floor((phase.startedMs / whole) * room));
    const length = Math.max(1, Math.min(room - from, Math.round((phase.durationMs / whole) * room)));
    const bar = phase.outcome === 'skipped' || room < 8 ? '' : ' '.repeat(from) + '▇'.repeat(length);
    const state = phase.outcome === 'failed' ? shapes.failed : phase.outcome === 'skipped' ? shapes.skipped : ' ';
    const time = times[index] ?? '';
    const columns = `${padTo(names[phase.name], nameWidth)}  ${' '.repeat(timeWidth - displayWidth(time))}${time}`;
    return `${paint('quiet', `  ${columns}`)} ${state} ${paint(phase.outcome === 'failed' ? 'failed' : 'speaker', bar)}`;
  });
  return [paint('quiet', `${label.phases}  ${durationText(attempt.durationMs, language)}`), ...lines];
}
