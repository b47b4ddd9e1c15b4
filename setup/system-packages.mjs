import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './child.mjs';
import { consents } from './consent.mjs';
import { say } from './say.mjs';

/** Administrators' programs are not on every user's PATH. */
const folders = ['/usr/local/sbin', '/usr/sbin', '/sbin', ...(process.env.PATH ?? '').split(delimiter)];

/** Where a program lies; null when it is not installed. */
export function findProgram(name) {
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/**
 * What to put before a command that needs root: nothing for root itself, `sudo` where it is installed. null where neither helps.
 *
 * @returns {string[] | null}
 */
export function asRoot(uid = process.getuid?.(), sudo = findProgram('sudo')) {
  if (uid === 0) return [];
  return sudo ? ['sudo'] : null;
}

/** Can packages be installed by apt-get here? */
export function hasApt() {
  return process.platform === 'linux' && existsSync('/etc/debian_version') && findProgram('apt-get') !== null;
}

/**
 * Installs Debian packages, with leave.
 *
 * @param {{ topic: string, why: string, packages: string[], yes: boolean }} request
 * @returns {Promise<boolean>} are they installed now?
 */
export async function installPackages({ topic, why, packages, yes }) {
  const prefix = asRoot();
  const install = `${prefix?.length === 0 ? '' : 'sudo '}apt-get install -y ${packages.join(' ')}`;
  if (!hasApt() || prefix === null) {
    say(topic, `${why} Install it with the system's package manager (Debian: ${install}).`);
    return false;
  }
  if (!(await consents({ topic, why, command: install, yes }))) return false;
  // Without a terminal sudo could wait for a password for ever.
  const root = prefix.length && !process.stdin.isTTY ? ['sudo', '-n'] : prefix;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  say(topic, install);
  for (const step of steps) {
    const { code, lines } = await run([...root, 'apt-get', ...step], { env, onLine: () => {}, foreground: true });
    // An index that cannot be refreshed need not keep a package from being installed.
    if (code !== 0 && step[0] === 'install') {
      say(topic, `apt-get failed:\n${lines.join('\n')}`);
      return false;
    }
  }
  return true;
}
