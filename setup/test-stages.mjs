import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { root, stateFolder } from './root.mjs';
import { say } from './say.mjs';
import { countNodeTests, countVitest, nothing } from './test-count.mjs';

const binary = (name) => join(root, 'node_modules/.bin', name);
const reports = join(stateFolder, 'test');

/**
 * Runs a tool that finds mistakes without running anything; it counts as one test.
 *
 * @param {string} name
 * @param {string[]} command
 */
export async function runCheck(name, command) {
  const { code } = await runStage(name, [binary(command[0]), ...command.slice(1)], { limitMs: 5 * 60_000 });
  return code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

/**
 * Runs the tests of one vitest project.
 *
 * @param {{ project: string, env?: Record<string, string | undefined>, limitMs: number }} stage
 */
export async function runVitest({ project, env = process.env, limitMs }) {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, `${project}.json`);
  rmSync(file, { force: true });
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const command = [binary('vitest'), 'run', '--project', project, ...reporting];
  const { code } = await runStage(`${project} tests`, command, { env, limitMs });
  return countVitest(existsSync(file) ? readFileSync(file, 'utf8') : null, code);
}

/**
 * Runs a folder's own `npm test`, which is Node's test runner.
 *
 * @param {{ folder: string, limitMs: number }} stage
 */
export async function runNodeTests({ folder, limitMs }) {
  const lines = [];
  const onLine = (line) => {
    lines.push(line);
    console.log(line);
  };
  const { code } = await runStage(`${folder} tests`, ['npm', 'test', '--silent'], {
    cwd: join(root, folder),
    onLine,
    limitMs,
  });
  return countNodeTests(lines, code);
}

async function runStage(name, command, options) {
  say('test', name);
  const began = Date.now();
  const result = await run(command, options);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (result.timedOut) say('test', `${name}: stopped after ${seconds} s, which is its limit`);
  else say('test', `${name}: ${result.code === 0 ? 'done' : `exit code ${result.code}`} after ${seconds} s`);
  return result;
}
