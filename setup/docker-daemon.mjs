import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './child.mjs';
import { consents } from './consent.mjs';
import { dockerRemedy, dockerState } from './docker-state.mjs';
import { root, stateFolder } from './root.mjs';
import { say } from './say.mjs';
import { asRoot, findProgram, hasApt, installPackages } from './system-packages.mjs';

const logFile = join(stateFolder, 'dockerd.log');
const why = 'Labs run in Docker, and no Docker engine answers here.';

/** Asks the daemon, through the very client that grading uses. */
async function askDaemon() {
  const { connectDocker, dockerEndpoint } = await import(join(root, 'grader/src/stack/docker.ts'));
  const endpoint = dockerEndpoint();
  return { endpoint, ...(await dockerState(endpoint, () => connectDocker(endpoint).ping())) };
}

/**
 * Sees to it that a Docker daemon answers. One that does is used as it is; where none runs on a Linux machine it is
 * installed and started, with leave. Everything else is said and left to a person.
 *
 * @param {{ yes: boolean }} options
 * @returns {Promise<boolean>} does one answer now?
 */
export async function ensureDocker({ yes }) {
  const { endpoint, state, reason } = await askDaemon();
  if (state === 'running') return true;
  if (state === 'denied') {
    say('docker', `${endpoint.host} may not be used by this user: sudo usermod -aG docker "$USER", then log in again.`);
    return false;
  }
  if (state === 'elsewhere') {
    const source = endpoint.from === 'context' ? 'the current docker context' : 'DOCKER_HOST';
    say('docker', `${endpoint.host} (from ${source}) does not answer: ${reason}. It is left as it is.`);
    return false;
  }
  const remedy = dockerRemedy({
    platform: process.platform,
    hasApt: hasApt(),
    canBeRoot: asRoot() !== null,
    hasDockerd: findProgram('dockerd') !== null,
  });
  if (remedy === 'desktop') {
    say('docker', `${why} Install Docker Desktop, start it, and run this again.`);
    return false;
  }
  if (remedy === 'by-hand') {
    say(
      'docker',
      `${why} Install the Docker engine (https://docs.docker.com/engine/install/), start it, and run this again.`,
    );
    return false;
  }
  if (remedy === 'install') {
    const packages = ['docker.io', 'iptables', ...(findProgram('debootstrap') ? [] : ['debootstrap'])];
    if (!(await installPackages({ topic: 'docker', why, packages, yes }))) return false;
    // Newer Debians have the command line in a package of its own; the leave just given covers it.
    if (!findProgram('docker')) await installPackages({ topic: 'docker', why, packages: ['docker-cli'], yes: true });
  } else if (!(await consents({ topic: 'docker', why, command: startCommand().join(' '), yes }))) {
    return false;
  }
  return startDaemon();
}

const runsSystemd = () => existsSync('/run/systemd/system');

function startCommand() {
  const prefix = asRoot() ?? [];
  return runsSystemd() ? [...prefix, 'systemctl', 'start', 'docker'] : [...prefix, findProgram('dockerd') ?? 'dockerd'];
}

async function startDaemon() {
  // Installing the package may have started it already.
  if ((await askDaemon()).state === 'running') return true;
  const command = startCommand();
  say('docker', `starting: ${command.join(' ')}`);
  mkdirSync(stateFolder, { recursive: true });
  let daemon = null;
  if (runsSystemd() || command[0] === 'sudo') {
    // sudo may ask for a password, so it needs the terminal; the shell it runs leaves the daemon behind.
    const detach = ['sudo', 'sh', '-c', `setsid "$0" >>"$1" 2>&1 </dev/null &`, command.at(-1), logFile];
    const { code, lines } = await run(runsSystemd() ? command : detach, { onLine: () => {}, foreground: true });
    if (code !== 0) say('docker', lines.join('\n'));
  } else {
    const log = openSync(logFile, 'w');
    // It outlives this command, as a service would.
    daemon = spawn(command[0], command.slice(1), { stdio: ['ignore', log, log], detached: true, cwd: '/' });
    daemon.once('error', () => {});
    daemon.unref();
  }
  return untilItAnswers(daemon);
}

async function untilItAnswers(daemon) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { state, endpoint } = await askDaemon();
    if (state === 'running') return true;
    if (state === 'denied') {
      say(
        'docker',
        `Docker runs, but this user may not use ${endpoint.host}: sudo usermod -aG docker "$USER", then log in again.`,
      );
      return false;
    }
    if (daemon && (daemon.exitCode !== null || daemon.pid === undefined)) break;
    await wait(200);
  }
  say('docker', 'The Docker engine did not come up.');
  if (!runsSystemd()) say('docker', `The end of ${logFile}:\n${lastLines(logFile)}`);
  else say('docker', 'See: journalctl -u docker');
  return false;
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(empty)';
  }
}
