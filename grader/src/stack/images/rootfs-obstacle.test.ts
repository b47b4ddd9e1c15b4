import { expect, it } from 'vitest';
import { type RootfsMachine, rootfsObstacle } from './rootfs-obstacle.ts';

const able: RootfsMachine = {
  platform: 'linux',
  processor: 'amd64',
  daemonProcessor: 'amd64',
  isRoot: true,
  hasDebootstrap: true,
};

it('lets a root on Linux with debootstrap make a tree', () => {
  expect(rootfsObstacle(able)).toBeNull();
});

it.each<[Partial<RootfsMachine>, string]>([
  [{ platform: 'darwin' }, 'on Linux only'],
  [{ daemonProcessor: 'arm64' }, "the daemon's processor is arm64, this machine's is amd64"],
  [{ isRoot: false }, 'sudo npx orkestr images build'],
  [{ hasDebootstrap: false }, 'apt-get install -y debootstrap'],
])('says what to do with %o', (change, part) => {
  const obstacle = rootfsObstacle({ ...able, ...change });
  expect(obstacle?.message).toContain('connect the Docker daemon to one');
  expect(obstacle?.message).toContain(part);
  expect(obstacle?.needsDebootstrap).toBe(change.hasDebootstrap === false);
});
