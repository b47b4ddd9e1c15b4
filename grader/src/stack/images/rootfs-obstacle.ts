/** What matters of a machine for making a Debian tree on it. */
export interface RootfsMachine {
  platform: NodeJS.Platform;
  /** Processors as Docker names them. */
  processor: string;
  daemonProcessor: string;
  isRoot: boolean;
  hasDebootstrap: boolean;
}

/** Why a tree cannot be made, with what to do instead. */
export interface RootfsObstacle {
  message: string;
  /** Installing debootstrap is all that is missing. */
  needsDebootstrap: boolean;
}

const instead = 'no image registry answered: connect the Docker daemon to one and try again';

/** Why this machine cannot make a Debian tree, and what to do; null when it can. */
export function rootfsObstacle(machine: RootfsMachine): RootfsObstacle | null {
  const obstacle = (rest: string, needsDebootstrap = false) => ({ message: `${instead}${rest}`, needsDebootstrap });
  if (machine.platform !== 'linux') return obstacle(' (without one a base image can be made on Linux only)');
  if (machine.daemonProcessor !== machine.processor) {
    return obstacle(` (the daemon's processor is ${machine.daemonProcessor}, this machine's is ${machine.processor})`);
  }
  if (!machine.isRoot) return obstacle(', or run `sudo npx orkestr images build`: debootstrap needs root');
  if (!machine.hasDebootstrap) return obstacle(', or install debootstrap: apt-get install -y debootstrap', true);
  return null;
}
