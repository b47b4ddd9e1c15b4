import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

/** Where the daemon listens, and who says so. */
export interface DockerEndpoint {
  host: string;
  from: 'DOCKER_HOST' | 'context' | 'default';
}

/**
 * The daemon that the `docker` command of this user would talk to: DOCKER_HOST, else the current context, else the
 * first socket that exists. Nothing is contacted.
 */
export function dockerEndpoint(env: NodeJS.ProcessEnv = process.env, home = homedir()): DockerEndpoint {
  if (env.DOCKER_HOST) return { host: env.DOCKER_HOST, from: 'DOCKER_HOST' };
  const fromContext = contextHost(env.DOCKER_CONTEXT, join(env.DOCKER_CONFIG ?? join(home, '.docker')));
  if (fromContext) return { host: fromContext, from: 'context' };
  const sockets = ['/var/run/docker.sock', join(home, '.docker/run/docker.sock')];
  const socket = sockets.find((path) => existsSync(path)) ?? '/var/run/docker.sock';
  return { host: `unix://${socket}`, from: 'default' };
}

function contextHost(name: string | undefined, folder: string): string | undefined {
  try {
    const current = name ?? (JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).currentContext as string);
    if (!current || current === 'default') return undefined;
    const id = createHash('sha256').update(current).digest('hex');
    const meta = JSON.parse(readFileSync(join(folder, 'contexts/meta', id, 'meta.json'), 'utf8'));
    return meta.Endpoints?.docker?.Host as string | undefined;
  } catch {
    return undefined;
  }
}

/** A client for that daemon. Opens no connection until it is used. */
export function connectDocker(endpoint: DockerEndpoint = dockerEndpoint()): Docker {
  const { host } = endpoint;
  if (host.startsWith('unix://')) return new Docker({ socketPath: host.slice('unix://'.length) });
  if (host.startsWith('npipe://')) return new Docker({ socketPath: host.slice('npipe://'.length) });
  if (endpoint.from === 'DOCKER_HOST') return new Docker();
  const url = new URL(host);
  if (url.protocol === 'ssh:') {
    return new Docker({ protocol: 'ssh', host: url.hostname, port: Number(url.port) || 22, username: url.username });
  }
  return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port) || 2375 });
}

/** The daemon shares this machine's network: containers can be reached by their own addresses. */
export function daemonIsLocal(endpoint: DockerEndpoint = dockerEndpoint()): boolean {
  return process.platform === 'linux' && endpoint.host === 'unix:///var/run/docker.sock';
}

/**
 * Can containers be reached from here by their own addresses? `ORKESTR_REACH=relay` says no: for daemons that look local
 * and are not, and for tests of that way.
 */
export function reachesContainers(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.ORKESTR_REACH !== 'relay' && daemonIsLocal(dockerEndpoint(env));
}
