import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './child.mjs';
import { onLauncherGone } from './launcher.mjs';
import { stateFolder } from './root.mjs';
import { say } from './say.mjs';

/** What the project runs on where the machine's own Node is older than 24; npm carries it. */
const wanted = 'node@24.21.0';
const folder = join(stateFolder, 'node');
const brought = join(folder, 'node_modules/node/bin/node');

/** Can this Node run the project's TypeScript as it is? */
function isNewEnough(version) {
  return Number(version.replace(/^v/, '').split('.')[0]) >= 24;
}

/**
 * Goes on only under Node 24 or newer: where this process is older, one is brought, the same script is run by it to its
 * end, and this process ends with its exit code.
 */
export async function continueOnNewNode() {
  if (isNewEnough(process.version)) return;
  if (!works()) await bring();
  const child = spawn(brought, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(brought)}${delimiter}${process.env.PATH}` },
  });
  // A terminal sends Ctrl-C to both; a supervisor only to this one. The script takes a second signal for the same.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  onLauncherGone(() => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  process.exit(code);
}

function works() {
  return (
    existsSync(brought) &&
    spawnSync(brought, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${wanted.split('@')[1]}`
  );
}

async function bring() {
  say('node', `This is Node ${process.version}; bringing ${wanted} into .orkestr/ (the machine's own stays as it is)`);
  const told = [];
  const keep = (line) => told.push(line);
  await run(['npm', 'install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', wanted], { onLine: keep });
  if (!works() && existsSync(join(folder, 'node_modules/node'))) {
    // npm may be set up to run no install scripts; this one only puts the platform's binary in its place.
    await run([process.execPath, 'installArchSpecificPackage.js'], {
      cwd: join(folder, 'node_modules/node'),
      onLine: keep,
    });
  }
  if (works()) return;
  say('node', told.slice(-20).join('\n'));
  say('node', 'Node 24 could not be brought. Install it (https://nodejs.org), then run this again.');
  process.exit(1);
}
