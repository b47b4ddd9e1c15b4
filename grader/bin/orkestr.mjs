#!/usr/bin/env node
// Runs on any Node from 18 on: the course's own Node 24 does the work, and this file sees to it that it is that one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const needed = 24;

if (Number(process.versions.node.split('.')[0]) >= needed) await run();
else await runWithOwnNode();

async function run() {
  // A server idles for days: the space for short-lived objects stays as small as at the start, instead of ten times that.
  if (process.argv[2] === 'serve') v8.setFlagsFromString('--semi-space-growth-factor=1');
  // Types are stripped and modules compiled once: later starts are faster and smaller by the compiler they do without.
  module.enableCompileCache(join(root, '.orkestr/compile-cache'));
  let main;
  try {
    ({ main } = await import('../src/cli/main.ts'));
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(`orkestr: ${error.message.split('\n')[0]}\nRun this first, in ${root}:  npm ci\n`);
    process.exit(3);
  }
  await main();
}

async function runWithOwnNode() {
  const modules = join(root, '.orkestr/node/node_modules/node');
  const node = [join(modules, 'bin/node'), join(modules, 'bin/node.exe')].find((path) => existsSync(path));
  if (!node) {
    process.stderr.write(
      `orkestr: this is Node ${process.versions.node}, and Node ${needed} is needed.\n` +
        `Bring it in ${root} with:  npm start   (or install Node ${needed} yourself)\n`,
    );
    process.exit(3);
  }
  // The channel tells the child when this process is killed: it then cleans up instead of grading on for nobody.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`orkestr: ${node} cannot be run: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 3 : (code ?? 3)));
}
