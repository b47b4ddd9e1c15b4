import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DaemonFacts } from '../../stack/daemon-facts.ts';
import { sampleTerminal } from '../sample-lab.ts';
import { daemonFinding, memoryFinding, noDaemon, runcFinding } from './docker-findings.ts';
import { findingLines } from './doctor-command.ts';
import { atLeast } from './finding.ts';
import { portFinding } from './machine-findings.ts';

const facts: DaemonFacts = {
  endpoint: { host: 'unix:///var/run/docker.sock', from: 'default' },
  local: true,
  version: '20.10.24',
  apiVersion: '1.41',
  runcVersion: '1.3.3',
  memoryBytes: 8 * 2 ** 30,
  cpus: 2,
  rootFolder: '/var/lib/docker',
  limits: { memory: true, cpu: true, pids: true },
};

describe('the doctor', () => {
  it.each([
    ['1.1.5+ds1', '1.1.12', false],
    ['1.1.12', '1.1.12', true],
    ['1.10', '1.9', true],
    ['2', '1.41', true],
  ])('knows whether %s is at least %s', (version, floor, answer) => {
    expect(atLeast(version, floor)).toBe(answer);
  });

  it('names what is too old, too small, or known to leak', () => {
    expect(daemonFinding(facts).state).toBe('found');
    expect(daemonFinding({ ...facts, apiVersion: '1.39' }).state).toBe('missing');
    expect(runcFinding(facts)?.state).toBe('found');
    expect(runcFinding({ ...facts, runcVersion: '1.1.5' })).toMatchObject({
      state: 'warning',
      detail: { en: expect.stringContaining('CVE-2024-21626') },
    });
    expect(runcFinding({ ...facts, runcVersion: null })).toBeUndefined();
    expect(memoryFinding({ ...facts, memoryBytes: 2 ** 30 }).state).toBe('missing');
    expect(memoryFinding({ ...facts, limits: { memory: false, cpu: true, pids: true } })).toMatchObject({
      state: 'warning',
      detail: { en: expect.stringContaining('does not limit memory') },
    });
  });

  it('tells a daemon that is not there from one that may not be asked', () => {
    const denied = noDaemon('unix:///x', Object.assign(new Error('x'), { code: 'EACCES' }));
    expect(denied.mend).toContain('usermod');
    const absent = noDaemon('unix:///x', Object.assign(new Error('x'), { code: 'ENOENT' }));
    expect(absent).toMatchObject({ state: 'missing', detail: { en: 'unix:///x does not answer: ENOENT' } });
  });

  it('sees that another program has the port', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await portFinding(port)).toMatchObject({ state: 'missing', mend: `npx orkestr serve --port ${port + 1}` });
    await new Promise((resolve) => server.close(resolve));
    expect((await portFinding(port)).state).toBe('found');
  });

  it('says each need with a shape, a word and what mends it', () => {
    const { terminal } = sampleTerminal();
    const findings = [daemonFinding(facts), memoryFinding({ ...facts, memoryBytes: 2 ** 30 })];
    expect(findingLines(findings, 'ru', terminal)).toMatchInlineSnapshot(`
      [
        "● есть   Docker             20.10.24 (API 1.41), unix:///var/run/docker.sock",
        "✕ нет    память для Docker  1.0 GiB, нужно хотя бы 2 GiB",
        "                            исправить  Дайте Docker больше памяти (Docker Desktop: Settings, Resources).",
        "",
        "Пока это не исправлено, лабораторные не запустятся.",
      ]
    `);
  });
});
