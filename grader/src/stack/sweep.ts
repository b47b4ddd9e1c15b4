import type Docker from 'dockerode';
import { attemptLabel, ownerLabel, ownerLives } from './labels.ts';

/** How much of each kind was taken away. */
export interface Swept {
  containers: number;
  networks: number;
  volumes: number;
}

/** Removes what attempts left behind: everything whose owner label `gone` says yes to. Images stay: they are the cache. */
export async function sweep(docker: Docker, gone: (owner: string) => boolean): Promise<Swept> {
  const filters = { label: [attemptLabel] };
  const ours = (labels: Record<string, string> | undefined) => gone(labels?.[ownerLabel] ?? '');
  const containers = (await docker.listContainers({ all: true, filters })).filter(({ Labels }) => ours(Labels));
  await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreGone)),
  );
  const networks = (await docker.listNetworks({ filters })).filter(({ Labels }) => ours(Labels));
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(ignoreGone)));
  const volumes = ((await docker.listVolumes({ filters })).Volumes ?? []).filter(({ Labels }) => ours(Labels));
  await Promise.all(volumes.map(({ Name }) => docker.getVolume(Name).remove().catch(ignoreGone)));
  return { containers: containers.length, networks: networks.length, volumes: volumes.length };
}

/** Removes what processes that are no longer alive left behind. */
export function sweepAbandoned(docker: Docker): Promise<Swept> {
  return sweep(docker, (owner) => owner !== '' && !ownerLives(owner));
}

function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}
