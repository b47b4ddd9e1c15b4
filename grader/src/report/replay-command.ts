import type { Attempt } from '../contract/index.ts';
import { inert } from './inert.ts';

/** `text` as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that grades the same source with the same values; with the checks that failed, when only some did. */
export function replayCommand(attempt: Attempt): string {
  const { kind, name } = attempt.source;
  const failed = attempt.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'errored');
  const parts = ['npx orkestr grade'];
  if (kind === 'folder' && name !== '.') parts.push(shellWord(inert(name.startsWith('-') ? `./${name}` : name)));
  if (kind === 'reference') parts.push('--source reference');
  if (kind === 'mutant' || kind === 'variant') parts.push(`--source ${shellWord(`${kind}:${name}`)}`);
  parts.push(`--lab ${attempt.lab}`);
  if (failed.length < attempt.checks.length) {
    parts.push(...failed.map(({ id }) => `--check ${id.slice(id.indexOf('.') + 1)}`));
  }
  parts.push(`--seed ${attempt.seed}`);
  return parts.join(' ');
}
