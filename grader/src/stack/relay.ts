import { PlatformError } from '../lab/index.ts';
import type { Container } from './container.ts';
import { dockerEndpoint } from './docker.ts';
import type { Stack } from './stack.ts';

/** Where a connection goes to reach a port of a container. */
export interface Endpoint {
  host: string;
  port: number;
}

const relayPort = 7000;

/**
 * What runs in the relay: each connection is passed on to the target, whose name is looked up anew, since a container that
 * was started again has another address. A refused target resets the connection.
 */
const script = `const net = require('node:net');
const [host, port] = process.argv.slice(1);
net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ host, port: Number(port), allowHalfOpen: true });
  near.on('error', () => far.destroy());
  far.on('error', () => near.resetAndDestroy());
  near.pipe(far).pipe(near);
}).listen(${relayPort});`;

/**
 * A way to `port` of `container` where its own address cannot be reached from here: Docker Desktop, a remote daemon. A
 * container of ours on the attempt's network and on the ordinary bridge passes connections on; the learner's container
 * itself stays without a way out.
 */
export async function startRelay(stack: Stack, container: Container, port: number): Promise<Endpoint> {
  const key = `${relayPort}/tcp`;
  const { docker } = stack;
  const local = localHost();
  const relay = await stack.create({
    name: `${container.name}-relay`,
    image: 'orkestr/node:24',
    env: {},
    command: ['node', '-e', script, container.name, String(port)],
    heard: () => false,
    publish: { containerPort: relayPort, hostIp: local === '127.0.0.1' ? local : '0.0.0.0' },
  });
  await docker.getNetwork('bridge').connect({ Container: relay.id });
  await relay.start();
  const { NetworkSettings } = await relay.handle.inspect();
  const published = NetworkSettings.Ports[key]?.[0]?.HostPort;
  if (!published)
    throw new PlatformError('no-relay', `the relay to ${container.name} got no port of the daemon's machine`);
  return { host: local, port: Number(published) };
}

/** The daemon's machine as this one reaches it. */
function localHost(): string {
  const { host } = dockerEndpoint();
  return /^(tcp|https?|ssh):/.test(host) ? new URL(host).hostname : '127.0.0.1';
}
