import { createInterface } from 'node:readline/promises';
import { say } from './say.mjs';

/**
 * May something be done to the machine outside of this folder? `go` when it was allowed beforehand, `ask` when somebody sits
 * at the terminal, `tell` when nobody can be asked: then the command is only said.
 *
 * @returns {'go' | 'ask' | 'tell'}
 */
export function consentMode({ yes, isTty }) {
  if (yes) return 'go';
  return isTty ? 'ask' : 'tell';
}

/**
 * Gets leave to run a command that changes the machine, or says what a person can run instead.
 *
 * @param {{ topic: string, why: string, command: string, yes: boolean }} request
 * @returns {Promise<boolean>}
 */
export async function consents({ topic, why, command, yes }, ask = askOnTerminal) {
  const mode = consentMode({ yes, isTty: Boolean(process.stdin.isTTY && process.stdout.isTTY) });
  if (mode === 'go') return true;
  say(topic, why);
  if (mode === 'ask' && (await ask(`[${topic}] Run \`${command}\` now? [y/N] `))) return true;
  say(topic, `Not done. To have it: ${command}`);
  return false;
}

async function askOnTerminal(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
