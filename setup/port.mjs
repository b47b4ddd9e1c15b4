import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { run } from './child.mjs';

/** Can this port of the loopback be listened on? */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Which process listens on a port, as far as this user may know.
 *
 * @returns {Promise<string>} such as `node server.js (pid 4711)`, or `another process`
 */
export async function whoListens(port) {
  const found = process.platform === 'linux' ? listenerFromProc(port) : await listenerFromLsof(port);
  return found ?? 'another process';
}

function listenerFromProc(port) {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(readText(file), port)));
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    const open = namesIn(`/proc/${pid}/fd`).map((fd) => linkTarget(`/proc/${pid}/fd/${fd}`));
    if (open.some((target) => sockets.has(target))) return `${commandOf(pid)} (pid ${pid})`;
  }
  return null;
}

/** The program's name and what it was first given: `node server.js`. */
function commandOf(pid) {
  const [program = '', argument] = readText(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
  return [basename(program), argument].filter(Boolean).join(' ');
}

// Processes and their files come and go while one looks, and others' may not be looked at: what cannot be read is passed over.
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/**
 * The sockets that listen on `port`, as /proc/PID/fd names them, out of the text of /proc/net/tcp.
 *
 * @param {string} table
 * @param {number} port
 * @returns {string[]}
 */
export function listeningInodes(table, port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter((row) => row[3] === '0A' && row[1]?.endsWith(`:${wanted}`)).map((row) => `socket:[${row[9]}]`);
}

async function listenerFromLsof(port) {
  const lines = [];
  await run(['lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fcp'], { onLine: (line) => lines.push(line) });
  const field = (letter) => lines.find((line) => line.startsWith(letter))?.slice(1);
  return field('p') && field('c') ? `${field('c')} (pid ${field('p')})` : null;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
