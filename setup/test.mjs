import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './arguments.mjs';
import { endChildren } from './child.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDocker } from './docker-daemon.mjs';
import { ensureLabImages } from './images.mjs';
import { onLauncherGone } from './launcher.mjs';
import { continueOnNewNode } from './node-runtime.mjs';
import { ensurePackages } from './packages.mjs';
import { root } from './root.mjs';
import { say } from './say.mjs';
import { ensureSite } from './site-build.mjs';
import { nothing, sum } from './test-count.mjs';
import { runCheck, runNodeTests, runVitest } from './test-stages.mjs';
import { notRunHere } from './tests-not-run.mjs';

const minutes = 60_000;
const failedOnce = { ...nothing, failed: 1 };
const reference = 'reference-solution/todo-service';

/** What has been counted so far, by every stage. */
const counts = [];

/** `npm test`: brings what is missing and runs every test. The last line says how many passed, failed, and were skipped. */
async function main() {
  const options = readArguments('test', process.argv.slice(2), process.env);
  if (options.help) return console.log(options.help);
  await continueOnNewNode();
  endOnSignal();

  if (await ensurePackages('.')) await runAll(options);
  else counts.push(failedOnce);
  finish();
}

async function runAll({ yes }) {
  counts.push(await runCheck('biome', ['biome', 'check', '.']));
  counts.push(await runCheck('types', ['tsc', '--noEmit', '-p', '.']));
  counts.push(await runCheck('unused code', ['knip']));
  counts.push(await runVitest({ project: 'unit', limitMs: 8 * minutes }));

  const siteIsBuilt = await ensureSite();
  if (!siteIsBuilt) counts.push(failedOnce);

  const noDocker = await whyNoDocker(yes);
  if (noDocker) counts.push(notRunHere('.docker.test.ts', noDocker));
  else counts.push(await runVitest({ project: 'docker', limitMs: 30 * minutes }));

  counts.push(await runBrowserTests({ yes, siteIsBuilt, noDocker }));

  if (!existsSync(join(root, reference, 'package.json'))) counts.push(failedOnce);
  else if (!(await ensurePackages(reference))) counts.push(failedOnce);
  else counts.push(await runNodeTests({ folder: reference, limitMs: 4 * minutes }));
}

/** Why docker tests cannot run; null when they can. Images that cannot be made on a daemon that runs are a failure besides. */
async function whyNoDocker(yes) {
  if (!(await ensureDocker({ yes }))) return 'no Docker';
  if (await ensureLabImages({ yes })) return null;
  counts.push(failedOnce);
  return 'no images';
}

async function runBrowserTests({ yes, siteIsBuilt, noDocker }) {
  const suffix = '.browser.test.ts';
  if (!siteIsBuilt) return notRunHere(suffix, 'the site was not built');
  // The journeys end in a graded attempt.
  if (noDocker) return notRunHere(suffix, noDocker);
  const browser = await ensureChromium({ yes });
  if (!browser) return notRunHere(suffix, 'no Chromium');
  const env = { ...process.env, ORKESTR_CHROMIUM: browser };
  return runVitest({ project: 'browser', env, limitMs: 10 * minutes });
}

function finish() {
  const { passed, failed, skipped } = sum(counts);
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}

function endOnSignal() {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    say('test', 'Ending.');
    endChildren('SIGTERM').then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  onLauncherGone(end);
}

main().catch((error) => {
  say('test', error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\nSee: npm test -- --help` : error.stack);
  counts.push(failedOnce);
  finish();
});
