import type Docker from 'dockerode';
import type { Limits } from './limits.ts';

/**
 * The one profile of every container of an attempt: no capability, no new privilege, no egress, and a bound on everything
 * a process can take.
 */
export function hardened(limits: Limits): Docker.HostConfig {
  return {
    Memory: limits.runMemoryBytes,
    MemorySwap: limits.runMemoryBytes,
    NanoCpus: Math.round(limits.runCpus * 1e9),
    PidsLimit: limits.runPids,
    Ulimits: [
      { Name: 'nofile', Soft: limits.runFiles, Hard: limits.runFiles },
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'fsize', Soft: limits.runFileBytes, Hard: limits.runFileBytes },
    ],
    LogConfig: { Type: 'json-file', Config: { 'max-size': `${limits.logBytes}`, 'max-file': '2' } },
    RestartPolicy: { Name: 'no' },
    // A stopped container takes its name with it, and Docker's resolver then says nothing at all: by default 10 s of it.
    DnsOptions: ['timeout:1', 'attempts:2'],
    IpcMode: 'private',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
  };
}
