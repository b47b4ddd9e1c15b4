import type Docker from 'dockerode';
import { type Fault, type Faults, PlatformError, poll } from '../lab/index.ts';
import type { Container } from './container.ts';

export type FaultKind = 'stop' | 'kill' | 'pause' | 'disconnect';

/** What faults need beside the container itself. */
export interface FaultSurroundings {
  network: Docker.Network;
  /** Names it is known by on the network. */
  aliases: readonly string[];
  now: () => number;
  onFault: (kind: FaultKind, state: 'applied' | 'lifted') => void;
  /** Resolves when what was faulted answers again after lifting. */
  answering: () => Promise<void>;
}

const proofMs = 15_000;

interface Step {
  apply: () => Promise<unknown>;
  /** Read from the daemon after the step, never assumed. */
  bites: () => Promise<boolean>;
  lift: () => Promise<unknown>;
}

/** The four faults of a container. A fault that does not bite, or cannot be lifted, is a PlatformError: never a learner's failure. */
export function faultsOf(container: Container, around: FaultSurroundings): Faults {
  const steps: Record<FaultKind, Step> = {
    stop: {
      apply: () => container.handle.stop({ t: 10 }),
      bites: async () => !(await container.state()).running,
      lift: () => container.start(),
    },
    kill: {
      apply: () => container.handle.kill({ signal: 'SIGKILL' }),
      bites: async () => !(await container.state()).running,
      lift: () => container.start(),
    },
    pause: {
      apply: () => container.handle.pause(),
      bites: async () => (await container.state()).paused,
      lift: () => container.handle.unpause(),
    },
    disconnect: {
      apply: () => around.network.disconnect({ Container: container.id, Force: true }),
      bites: async () => !(await isConnected(container, around.network)),
      lift: () => around.network.connect({ Container: container.id, EndpointConfig: { Aliases: [...around.aliases] } }),
    },
  };
  const begin = (kind: FaultKind) => applyFault(kind, steps[kind], container, around);
  return {
    stop: () => begin('stop'),
    kill: () => begin('kill'),
    pause: () => begin('pause'),
    disconnect: () => begin('disconnect'),
  };
}

async function isConnected(container: Container, network: Docker.Network): Promise<boolean> {
  const { NetworkSettings } = await container.handle.inspect();
  return Object.values(NetworkSettings.Networks).some(({ NetworkID }) => NetworkID === network.id);
}

async function applyFault(
  kind: FaultKind,
  step: Step,
  container: Container,
  around: FaultSurroundings,
): Promise<Fault> {
  await step.apply();
  await prove(kind, 'did not bite', container, async () => await step.bites());
  const at = around.now();
  around.onFault(kind, 'applied');
  let lifting: Promise<void> | undefined;
  const liftOnce = async () => {
    await step.lift();
    container.forgetAddress();
    await prove(kind, 'was not lifted', container, async () => !(await step.bites()));
    await around.answering();
    around.onFault(kind, 'lifted');
  };
  const lift = () => {
    lifting ??= liftOnce();
    return lifting;
  };
  return { at, lift, [Symbol.asyncDispose]: lift };
}

async function prove(kind: FaultKind, problem: string, container: Container, so: () => Promise<boolean>) {
  const { met } = await poll(so, { until: Boolean, deadlineMs: proofMs, everyMs: 20 });
  if (!met) throw new PlatformError(`fault-${kind}`, `${kind} of ${container.name} ${problem} within ${proofMs} ms`);
}
