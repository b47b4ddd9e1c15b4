import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { contentDigest, rememberDigest, rememberedDigest } from './content-digest.mjs';
import { root } from './root.mjs';
import { say } from './say.mjs';

/** Everything the pages are made from. */
const inputs = [
  'site',
  'content',
  'labs',
  'reference-solution',
  'grader/src/contract',
  'grader/src/lab',
  'grader/src/cli/labs',
  'package-lock.json',
];

/**
 * Builds the pages when something they are made from was changed since the last build.
 *
 * @returns {Promise<boolean>} is there a build of what lies in the checkout now?
 */
export async function ensureSite() {
  const digest = contentDigest(inputs);
  if (existsSync(join(root, 'site/dist')) && rememberedDigest('site') === digest) return true;
  say('site', 'building the pages');
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
  const { code, lines } = await run(['npm', 'run', '--silent', 'build', '-w', 'site'], { env, onLine: () => {} });
  if (code !== 0) {
    say('site', `the build failed:\n${lines.join('\n')}`);
    return false;
  }
  rememberDigest('site', digest);
  return true;
}
