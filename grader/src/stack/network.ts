import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { PlatformError } from '../lab/index.ts';
import { bridgePrefix, closeHost } from './host-firewall.ts';

/** The network of one attempt: its containers see each other by name, and nothing else. */
export interface AttemptNetwork {
  id: string;
  name: string;
  handle: Docker.Network;
}

/**
 * Makes an attempt's network. `Internal` keeps packets off every other network; where this machine allows it a firewall
 * rule keeps them off this machine too.
 *
 * @throws PlatformError `no-network` when Docker has no address range left, with how many networks there are
 */
export async function createNetwork(docker: Docker, labels: Record<string, string>): Promise<AttemptNetwork> {
  await closeHost();
  const suffix = randomBytes(5).toString('hex');
  const name = `orkestr-${suffix}`;
  try {
    const handle = await docker.createNetwork({
      Name: name,
      Internal: true,
      Labels: labels,
      Options: { 'com.docker.network.bridge.name': `${bridgePrefix}${suffix}` },
    });
    return { id: handle.id, name, handle };
  } catch (error) {
    const count = (await docker.listNetworks().catch(() => [])).length;
    throw new PlatformError('no-network', `Docker gives no network (${count} exist): ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Takes the network away, with whatever is still connected to it cut off first. Being gone already is as good. */
export async function removeNetwork(docker: Docker, network: Docker.Network): Promise<void> {
  try {
    const { Containers } = await network.inspect();
    for (const id of Object.keys(Containers ?? {})) {
      await network.disconnect({ Container: id, Force: true }).catch(() => undefined);
    }
    await docker.getNetwork(network.id).remove();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
}
