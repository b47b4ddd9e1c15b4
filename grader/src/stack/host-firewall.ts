import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { daemonIsLocal } from './docker.ts';

const run = promisify(execFile);

/** Bridges of attempts begin with this, so that one rule covers all of them (interface names end at 15 letters). */
export const bridgePrefix = 'ork';

/** What a container may begin with this machine itself: nothing. Answers to the grader's own connections come through. */
const rule = [
  ...['INPUT', '-i', `${bridgePrefix}+`, '-m', 'conntrack', '!', '--ctstate', 'ESTABLISHED,RELATED'],
  ...['-m', 'comment', '--comment', 'orkestr: attempts do not reach this machine', '-j', 'DROP'],
];

let closing: Promise<boolean> | undefined;

/** Can the rule be set here? Only as root on the machine that Docker itself runs on. */
function possible(): boolean {
  return daemonIsLocal() && process.getuid?.() === 0;
}

/**
 * Closes this machine to containers of attempts, once a process. An internal network alone leaves open what listens on
 * all of the machine's addresses.
 *
 * @returns whether it is closed; where it is not, nothing of ours may listen on all addresses
 */
export function closeHost(): Promise<boolean> {
  closing ??= close();
  return closing;
}

async function close(): Promise<boolean> {
  if (!possible()) return false;
  try {
    await run('iptables', ['-w', '5', '-C', ...rule]);
    return true;
  } catch {
    return run('iptables', ['-w', '5', '-I', ...rule]).then(
      () => true,
      () => false,
    );
  }
}
