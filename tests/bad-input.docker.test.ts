import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectDocker } from '../grader/src/stack/docker.ts';
import { attemptLabel } from '../grader/src/stack/labels.ts';
import { gradePlain } from './grade-folder.ts';

const startMs = 4_000;

const listenOn = (where: string) => `const http = require('node:http');
http.createServer((_, response) => response.end('{}')).listen(${where}, () => console.log('up'));
`;

const answering = (handler: string) => `const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/ready' && !process.env.EVERYWHERE) { ${handler} }
}).listen(process.env.PORT);
`;

/** Nothing with this attempt's label is left in Docker; images are the cache and stay. */
async function expectNothingLeft(attemptId: string): Promise<void> {
  const docker = connectDocker();
  const filters = { label: [`${attemptLabel}=${attemptId}`] };
  expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  expect(await docker.listNetworks({ filters })).toEqual([]);
  expect((await docker.listVolumes({ filters })).Volumes ?? []).toEqual([]);
}

describe('bad input', () => {
  it('no Dockerfile', async () => {
    const { attempt } = await gradePlain({ Dockerfile: undefined });
    expect(attempt).toMatchObject({ verdict: 'ungradable', problem: { code: 'no-dockerfile' } });
    await expectNothingLeft(attempt.id);
  });

  it('a Dockerfile that fails: its last lines are shown', async () => {
    const { attempt } = await gradePlain({
      Dockerfile: `FROM node:24-slim\nRUN echo looking for the engine && exit 3\n`,
    });
    expect(attempt).toMatchObject({ verdict: 'ungradable', problem: { code: 'build-failed' } });
    expect(attempt.problem?.log.join('\n')).toContain('looking for the engine');
    expect(attempt.problem?.received).toContain('returned a non-zero code: 3');
  });

  it('a base that is not on the list', async () => {
    const { attempt } = await gradePlain({ Dockerfile: 'FROM node:25-slim\nCMD ["true"]\n' });
    expect(attempt.problem).toMatchObject({ code: 'base-not-allowed', received: { en: 'line 1: node:25-slim' } });
  });

  it('an unknown key in orkestr.yaml: key, line and the nearest right one', async () => {
    const { attempt } = await gradePlain({
      'orkestr.yaml': 'version: 1\ntrack: todo\nservices:\n  todo-service:\n    build: .\n    ports: 8080\n',
    });
    expect(attempt.problem).toMatchObject({
      code: 'manifest',
      received: { en: 'line 6: unknown key "ports" in services.todo-service; did you mean "port"?' },
    });
  });

  it('a service on another port: says what is listening', async () => {
    const { attempt } = await gradePlain({ 'server.js': listenOn('3000') }, { limits: { startMs } });
    expect(attempt).toMatchObject({
      verdict: 'ungradable',
      problem: { code: 'wrong-port', received: { en: 'listening: :::3000' } },
    });
    expect(attempt.problem?.log).toEqual(['up']);
  });

  it('a listener on loopback only', async () => {
    const { attempt } = await gradePlain({ 'server.js': listenOn(`8080, '127.0.0.1'`) }, { limits: { startMs } });
    expect(attempt.problem).toMatchObject({ code: 'loopback-only', received: '127.0.0.1:8080' });
  });

  it('no listener at all', async () => {
    const { attempt } = await gradePlain(
      { 'server.js': `console.log('waiting'); setInterval(() => {}, 1000);` },
      { limits: { startMs } },
    );
    expect(attempt.problem).toMatchObject({ code: 'not-listening', log: ['waiting'] });
  });

  it('a service that exits at once: exit code and last lines', async () => {
    const began = performance.now();
    const { attempt } = await gradePlain({ 'server.js': `console.log('config: no key'); process.exit(42);` });
    expect(attempt.problem).toMatchObject({
      code: 'exited',
      received: { en: 'exit code 42' },
      log: ['config: no key'],
    });
    expect(performance.now() - began, 'must not wait for the start deadline').toBeLessThan(25_000);
  });

  it('never ready: the last answer is shown', async () => {
    const handler = `response.statusCode = 503; return response.end('{"ready":false}');`;
    const { attempt } = await gradePlain({ 'server.js': answering(handler) }, { limits: { startMs } });
    expect(attempt.problem).toMatchObject({
      code: 'never-ready',
      received: { en: 'last answer: 503 {"ready":false}' },
      command: 'curl -i http://localhost:8080/ready',
    });
  });

  it('a migration that fails half-way', async () => {
    const { attempt } = await gradePlain({
      'migrate.js': `console.log('001 done'); console.error('002: relation exists'); process.exit(1);`,
    });
    expect(attempt).toMatchObject({
      verdict: 'ungradable',
      problem: { code: 'migrate-failed', received: { en: 'exit code 1' } },
    });
    expect(attempt.problem?.log).toContain('002: relation exists');
  });

  it.each([
    ['an endless answer', `response.writeHead(200); setInterval(() => response.write('x'.repeat(1000)), 1);`],
    ['a huge answer', `response.end('x'.repeat(5_000_000));`],
    ['an answer of one byte a second', `response.writeHead(200); setInterval(() => response.write('x'), 1000);`],
  ])('%s ends at its bound and is a failure, not ours', async (_name, handler) => {
    const server = answering(`if (first) { first = false; return response.end('{}'); } ${handler}`);
    const { attempt } = await gradePlain({ 'server.js': `let first = true;\n${server}` });
    expect(['failed', 'ungradable']).toContain(attempt.verdict);
    await expectNothingLeft(attempt.id);
  });

  it('a log flood is cut, said so, and delays no verdict', async () => {
    const flood = `const line = 'spam '.repeat(200);
setInterval(() => { for (let i = 0; i < 400; i++) console.log(line); }, 1);
require('node:http').createServer((_, r) => r.end('{}')).listen(process.env.PORT);`;
    const { attempt, events } = await gradePlain({ 'server.js': flood }, { limits: { logBytes: 64 * 1024 } });
    expect(attempt.verdict).toBe('passed');
    const lines = events
      .filter((event) => event.type === 'line' && event.kind === 'log')
      .map((event) => event.type === 'line' && event.text);
    expect(lines.some((text) => typeof text === 'string' && text.includes('output cut here'))).toBe(true);
    expect(lines.join('').length).toBeLessThan(256 * 1024);
  });

  it('memory over the limit: says which limit', async () => {
    const eater = `const held = []; setInterval(() => held.push(Buffer.alloc(64 * 1024 * 1024, 1)), 10);`;
    const { attempt } = await gradePlain(
      { 'server.js': eater },
      { limits: { runMemoryBytes: 128 * 1024 * 1024, startMs: 20_000 } },
    );
    expect(attempt.problem).toMatchObject({ code: 'exited' });
    expect(JSON.stringify(attempt.problem?.received)).toContain('killed for memory');
  });

  it('a symlink out of the folder is named, nothing is read through it', async () => {
    const { attempt } = await gradePlain(
      {},
      { prepare: (folder) => symlink('/etc/passwd', join(folder, 'config.txt')) },
    );
    expect(attempt.problem).toMatchObject({
      code: 'not-a-regular-file',
      received: { en: 'config.txt is a symbolic link' },
    });
  });

  it('the phases of the report cover the whole time', async () => {
    const { attempt } = await gradePlain({});
    const covered = attempt.phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(attempt.verdict).toBe('passed');
    expect(covered / attempt.durationMs).toBeGreaterThanOrEqual(0.98);
    expect(attempt.phases.map(({ name }) => name)).toEqual([
      'prepare',
      'build',
      'stack',
      'migrate',
      'start',
      'checks',
      'release',
    ]);
    await expectNothingLeft(attempt.id);
  });
});
