import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './root.mjs';

/** Children that live now. Each leads a process group of its own, so that its own children end with it… */
const children = new Set();
/** …but for those that may have to ask something on the terminal. */
const foreground = new WeakSet();

/**
 * Runs a program to its end.
 *
 * @param {string[]} command
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, onLine?: (line: string) => void, limitMs?: number,
 *   foreground?: boolean }} [options] `onLine` gets stdout and stderr line by line; without it the child writes to this process's
 *   own. After `limitMs` milliseconds it is killed. `foreground` leaves it the terminal, for sudo's question.
 * @returns {Promise<{ code: number, lines: string[], timedOut: boolean }>} `lines` are the first 15 and the last 25; the code is 127 when it cannot be started
 */
export function run(command, options = {}) {
  const child = start(command, options);
  const lines = [];
  let timedOut = false;
  if (options.onLine) {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        // How it began and how it ended: npm puts the reason first and its manual last.
        if (lines.length > 40) lines.splice(15, 1);
        options.onLine(line);
      });
    }
  }
  return new Promise((resolve) => {
    const timer =
      options.limitMs &&
      setTimeout(() => {
        timedOut = true;
        signalGroup(child, 'SIGKILL');
      }, options.limitMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, lines: [error.message], timedOut });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, lines, timedOut });
    });
  });
}

/** Starts a program that lives on beside this one; it ends with `endChildren`. */
export function start(command, options = {}) {
  const [program, ...args] = command;
  const piped = options.onLine ? 'pipe' : 'inherit';
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: [options.foreground ? 'inherit' : 'ignore', piped, piped],
    detached: !options.foreground,
  });
  if (options.foreground) foreground.add(child);
  children.add(child);
  child.once('close', () => children.delete(child));
  child.once('error', () => children.delete(child));
  return child;
}

/** Passes a signal on to every child that still lives, and resolves when all have ended; after `graceMs` they are killed. */
export async function endChildren(signal, graceMs = 45_000) {
  const ending = [...children].map((child) => {
    signalGroup(child, signal);
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
    return new Promise((resolve) =>
      child.once('close', () => {
        clearTimeout(timer);
        resolve();
      }),
    );
  });
  await Promise.all(ending);
}

function signalGroup(child, signal) {
  try {
    process.kill(foreground.has(child) ? child.pid : -child.pid, signal);
  } catch {
    // It has just ended by itself.
  }
}
