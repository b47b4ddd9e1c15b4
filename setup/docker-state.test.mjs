import { describe, expect, it } from 'vitest';
import { dockerRemedy, dockerState } from './docker-state.mjs';

const own = { host: 'unix:///var/run/docker.sock', from: 'default' };
const failing = (code) => () => Promise.reject(Object.assign(new Error(`connect ${code}`), { code }));

describe('the state of the Docker daemon', () => {
  it('is running when it answers, wherever it is', async () => {
    expect(await dockerState({ host: 'tcp://far:2375', from: 'DOCKER_HOST' }, async () => 'OK')).toMatchObject({
      state: 'running',
    });
  });

  it('is denied when the socket is not for this user', async () => {
    expect(await dockerState(own, failing('EACCES'))).toMatchObject({ state: 'denied' });
  });

  it.each(['ENOENT', 'ECONNREFUSED'])("is stopped when nothing is behind this machine's socket (%s)", async (code) => {
    expect(await dockerState(own, failing(code))).toEqual({ state: 'stopped', reason: `connect ${code}` });
  });

  it.each(['DOCKER_HOST', 'context'])('is not ours to mend where %s names it', async (from) => {
    const named = { host: 'unix:///elsewhere.sock', from };
    expect(await dockerState(named, failing('ENOENT'))).toMatchObject({ state: 'elsewhere' });
  });

  it('does not wait for ever', async () => {
    const named = { host: 'tcp://far:2375', from: 'DOCKER_HOST' };
    expect(await dockerState(named, () => new Promise(() => {}), 10)).toEqual({
      state: 'elsewhere',
      reason: 'no answer in 0.01 s',
    });
  });
});

it.each([
  ['macOS', { platform: 'darwin', hasApt: false, canBeRoot: true, hasDockerd: false }, 'desktop'],
  ['Debian', { platform: 'linux', hasApt: true, canBeRoot: true, hasDockerd: false }, 'install'],
  [
    'Debian with an engine that is not running',
    { platform: 'linux', hasApt: true, canBeRoot: true, hasDockerd: true },
    'start',
  ],
  ['another Linux', { platform: 'linux', hasApt: false, canBeRoot: true, hasDockerd: false }, 'by-hand'],
  ['a user without rights', { platform: 'linux', hasApt: true, canBeRoot: false, hasDockerd: true }, 'by-hand'],
])('what to do on %s', (_, machine, remedy) => {
  expect(dockerRemedy(machine)).toBe(remedy);
});
