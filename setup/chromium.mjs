import { existsSync } from 'node:fs';
import { findProgram, installPackages } from './system-packages.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A browser for the browser tests: the one that ORKESTR_CHROMIUM names, else one of the machine, else Debian's own package,
 * installed with leave.
 *
 * @returns {Promise<string | null>} its path; null where none can be had
 */
export async function ensureChromium({ yes }) {
  const found = findChromium();
  if (found) return found;
  const why = 'Browser tests need Chromium, which is not installed.';
  const installed = await installPackages({ topic: 'browser', why, packages: ['chromium'], yes });
  return installed ? findChromium() : null;
}

function findChromium() {
  const named = process.env.ORKESTR_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  for (const name of names) {
    const path = findProgram(name);
    if (path) return path;
  }
  return applications.find((path) => existsSync(path)) ?? null;
}
