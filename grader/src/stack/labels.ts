import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Everything Docker holds of an attempt carries this, with the attempt's id. */
export const attemptLabel = 'orkestr.attempt';

/** The process that made it, so that what a dead one left can be told from what a living one uses. */
export const ownerLabel = 'orkestr.owner';

/** Owner of what `--keep` leaves on purpose: no reaper touches it. */
export const keptOwner = 'kept';

/** This process, by machine, pid and start time: a pid alone is used again. */
export function thisOwner(): string {
  return `${hostname()}/${process.pid}/${startTicks(process.pid) ?? Math.round(performance.timeOrigin)}`;
}

/** Does the process named by an owner label still live? Owners on other machines count as living. */
export function ownerLives(owner: string): boolean {
  const [host, pid, started] = owner.split('/');
  if (owner === keptOwner || host !== hostname() || !pid) return true;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const ticks = startTicks(Number(pid));
  return ticks === undefined || ticks === started;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); `undefined` off Linux. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
