import { connectDocker, type DockerEndpoint, daemonIsLocal, dockerEndpoint } from './docker.ts';

/** What the Docker daemon says of itself, as far as grading depends on it. */
export interface DaemonFacts {
  endpoint: DockerEndpoint;
  /** It shares this machine's network and disk. */
  local: boolean;
  version: string;
  apiVersion: string;
  /** Version of runc as the daemon reports it; null when it does not. */
  runcVersion: string | null;
  memoryBytes: number;
  cpus: number;
  rootFolder: string;
  /** Which limits its kernel can enforce. */
  limits: { memory: boolean; cpu: boolean; pids: boolean };
}

interface Component {
  Name?: string;
  Version?: string;
}

/**
 * Asks the daemon that the `docker` command would talk to.
 *
 * @throws whatever keeps it from answering within `timeoutMs`
 */
export async function daemonFacts(timeoutMs = 5_000): Promise<DaemonFacts> {
  const endpoint = dockerEndpoint();
  const docker = connectDocker(endpoint);
  const late = AbortSignal.timeout(timeoutMs);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), { once: true });
  });
  const [version, info] = await Promise.race([Promise.all([docker.version(), docker.info()]), tooLate]);
  const components = (version as { Components?: Component[] }).Components ?? [];
  return {
    endpoint,
    local: daemonIsLocal(endpoint),
    version: version.Version,
    apiVersion: version.ApiVersion,
    runcVersion: components.find(({ Name }) => Name === 'runc')?.Version ?? null,
    memoryBytes: info.MemTotal,
    cpus: info.NCPU,
    rootFolder: info.DockerRootDir,
    limits: { memory: info.MemoryLimit === true, cpu: info.CpuCfsQuota === true, pids: info.PidsLimit !== false },
  };
}
