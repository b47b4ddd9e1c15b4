import type { CheckResult, Evidence } from '../contract/index.ts';
import { condenseLogLine } from './condense-log-line.ts';
import { cutLines } from './cut-lines.ts';
import { type EvidencePart, evidenceParts } from './evidence-lines.ts';
import { displayWidth, padTo, wrapCommand, wrapText } from './fit-text.ts';
import { shown } from './inert.ts';
import type { TranscriptOptions } from './transcript.ts';
import { words } from './words.ts';

/** Labels stand in a column of their own from this width on, below it above what they name. */
const roomyColumns = 48;

/** A failure as it is read: the message, then expected, received, hint, command, lesson and log, each under its label. */
export function evidenceBlock(seen: CheckResult | Evidence, options: TranscriptOptions): string[] {
  const { language, lessonUrl, paint, width } = options;
  const message = seen.message === null ? [] : wrapText(shown(seen.message, language), width - 4);
  const { expected, received, hint, see, read, log } = words[language].label;
  const labelWidth = Math.max(...[expected, received, hint, see, read, log].map(displayWidth));
  const beside = width >= roomyColumns;
  const lines = message.map((line) => `    ${line}`);
  for (const part of evidenceParts(seen, language, lessonUrl)) {
    const set = setPart(part, width - 4 - (beside ? labelWidth + 2 : 2), options);
    const label = `    ${paint('quiet', padTo(part.label, labelWidth))}  `;
    const indent = beside ? ' '.repeat(labelWidth + 6) : '      ';
    if (beside) lines.push(...set.map((line, index) => (index === 0 ? label : indent) + line));
    else lines.push(label.trimEnd(), ...set.map((line) => indent + line));
  }
  return lines;
}

function setPart({ kind, text }: EvidencePart, columns: number, { language }: TranscriptOptions): string[] {
  if (kind === 'command') return wrapCommand(text, columns);
  // An address that is broken cannot be opened.
  if (kind === 'link') return [text];
  const readable = kind === 'log' ? text.split('\n').map(condenseLogLine).join('\n') : text;
  return cutLines(readable, { columns, most: 20, keep: kind === 'log' ? 'end' : 'beginning', language });
}
