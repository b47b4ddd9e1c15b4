import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { daemonIsLocal } from './docker.ts';
import type { Limits } from './limits.ts';

const group = 'orkestr-build';

/**
 * A control group that bounds how many processes all build steps may have together: `nproc` does not bound root, and the
 * builder has no limit of its own. Only where this process may make one, as root on the daemon's machine with control
 * groups of the first version; elsewhere the machine (or the virtual machine) is the bound.
 */
export async function buildCgroup(limits: Limits): Promise<{ cgroupparent: string } | undefined> {
  const folder = `/sys/fs/cgroup/pids/${group}`;
  if (!daemonIsLocal() || process.getuid?.() !== 0 || !existsSync('/sys/fs/cgroup/pids')) return undefined;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/pids.max`, String(limits.buildPids));
    return { cgroupparent: `/${group}` };
  } catch {
    return undefined;
  }
}
