import { expect, it } from 'vitest';
import { endChildren, run, start } from './child.mjs';

const node = (script) => [process.execPath, '-e', script];

it('gives the exit code and what was said, line by line', async () => {
  const lines = [];
  const result = await run(node('console.log("one\\ntwo"); process.exitCode = 3'), {
    onLine: (line) => lines.push(line),
  });
  expect(result).toEqual({ code: 3, lines: ['one', 'two'], timedOut: false });
  expect(lines).toEqual(['one', 'two']);
});

it('says 127 for a program that is not there', async () => {
  expect(await run(['/no/such/program'], { onLine: () => {} })).toMatchObject({ code: 127 });
});

it('ends what exceeds its limit', async () => {
  const result = await run(node('setInterval(() => {}, 1000)'), { onLine: () => {}, limitMs: 300 });
  expect(result).toMatchObject({ timedOut: true });
  expect(result.code).not.toBe(0);
});

it('passes a signal to a child and to the children of that', async () => {
  const inner = `setInterval(() => {}, 1000); console.log(process.pid)`;
  const outer = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' });
    process.on('SIGTERM', () => { console.log('told'); process.exit(0); })`;
  const child = start(node(outer), { onLine: () => {} });
  const said = [];
  await new Promise((resolve) =>
    child.stdout.on('data', (data) => {
      said.push(String(data));
      resolve();
    }),
  );
  // Both hold the pipe: this resolves only when both have ended, and within the test's time only by the signal.
  await endChildren('SIGTERM', 60_000);
  expect(said.join('')).toContain('told');
});
