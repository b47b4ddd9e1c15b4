import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { dockerEndpoint } from './docker.ts';

const home = mkdtempSync(join(tmpdir(), 'orkestr-home-'));
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('takes DOCKER_HOST before everything', () => {
  expect(dockerEndpoint({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }, home)).toEqual({
    host: 'tcp://10.0.0.1:2375',
    from: 'DOCKER_HOST',
  });
});

it('follows the current context, as the docker command does', () => {
  const id = createHash('sha256').update('desktop').digest('hex');
  const meta = join(home, '.docker/contexts/meta', id);
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), '{"currentContext":"desktop"}');
  writeFileSync(join(meta, 'meta.json'), '{"Endpoints":{"docker":{"Host":"unix:///desktop.sock"}}}');
  expect(dockerEndpoint({}, home)).toEqual({ host: 'unix:///desktop.sock', from: 'context' });
});

it('falls back to a socket when there is no context or it cannot be read', () => {
  expect(dockerEndpoint({}, home)).toMatchObject({ from: 'default' });
  expect(dockerEndpoint({ DOCKER_CONTEXT: 'gone' }, home)).toMatchObject({ from: 'default' });
});
