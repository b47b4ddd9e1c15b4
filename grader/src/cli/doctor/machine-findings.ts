import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import type { DaemonFacts } from '../../stack/daemon-facts.ts';
import { listImages } from '../../stack/images/index.ts';
import { type Finding, gibibytes } from './finding.ts';

/** The Node that runs this: the launcher has seen to it that it is new enough. */
export function nodeFinding(): Finding {
  return { need: 'node', title: { en: 'Node', ru: 'Node' }, state: 'found', detail: process.versions.node };
}

/** Room for images where the daemon keeps them; a remote daemon's disk cannot be seen from here. */
export async function diskFinding(facts: DaemonFacts): Promise<Finding | undefined> {
  if (!facts.local) return undefined;
  const need = { need: 'disk', title: { en: 'disk for Docker', ru: 'диск для Docker' } };
  try {
    const { bavail, bsize } = await statfs(facts.rootFolder);
    const free = bavail * bsize;
    const detail = {
      en: `${gibibytes(free)} free in ${facts.rootFolder}`,
      ru: `${gibibytes(free)} свободно в ${facts.rootFolder}`,
    };
    if (free >= 5 * 2 ** 30) return { ...need, state: 'found', detail };
    const state = free < 2 * 2 ** 30 ? 'missing' : 'warning';
    return {
      ...need,
      state,
      detail: { en: `${detail.en}, 5 GiB are good to have`, ru: `${detail.ru}, лучше иметь 5 GiB` },
      mend: 'docker image prune',
    };
  } catch {
    return undefined;
  }
}

/** The port the site is served on: free, or served by Orkestr already. */
export async function portFinding(port = 4321): Promise<Finding> {
  const need = { need: 'port', title: { en: `port ${port}`, ru: `порт ${port}` } };
  if (await isFree(port)) return { ...need, state: 'found', detail: { en: 'free', ru: 'свободен' } };
  if (await isOrkestr(port)) {
    const address = `http://localhost:${port}`;
    return {
      ...need,
      state: 'found',
      detail: { en: `Orkestr answers on ${address}`, ru: `на ${address} отвечает Orkestr` },
    };
  }
  return {
    ...need,
    state: 'missing',
    detail: { en: 'another program listens there', ru: 'его слушает другая программа' },
    mend: `npx orkestr serve --port ${port + 1}`,
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function isOrkestr(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/platform`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && 'canGrade' in ((await answer.json()) as object);
  } catch {
    return false;
  }
}

/** The images labs run on. What is missing is made by the first grade as well, only slower than expected. */
export async function imagesFinding(): Promise<Finding> {
  const need = { need: 'images', title: { en: 'images', ru: 'образы' } };
  const images = await listImages();
  const lacking = images.filter(({ state }) => state === 'missing' || state === 'outdated');
  if (lacking.length === 0) {
    return { ...need, state: 'found', detail: { en: `${images.length} ready`, ru: `готово: ${images.length}` } };
  }
  const names = (wanted: string) => lacking.filter(({ state }) => state === wanted).map(({ name }) => name);
  const [missing, outdated] = [names('missing').join(', '), names('outdated').join(', ')];
  return {
    ...need,
    state: missing ? 'missing' : 'warning',
    detail: {
      en: [missing, outdated && `made from an older version: ${outdated}`].filter(Boolean).join('; '),
      ru: [missing, outdated && `собраны из прежней версии: ${outdated}`].filter(Boolean).join('; '),
    },
    mend: 'npx orkestr images build',
  };
}

/** How far a learner's container is shut in: never to the internet, and to this machine only where a firewall rule can be set. */
export async function isolationFinding(facts: DaemonFacts): Promise<Finding> {
  const need = { need: 'isolation', title: { en: 'network isolation', ru: 'изоляция сети' } };
  const canClose = facts.local && process.getuid?.() === 0 && (await iptablesWorks());
  if (canClose) {
    return {
      ...need,
      state: 'found',
      detail: { en: 'closed to the internet and to this machine', ru: 'закрыты интернет и эта машина' },
    };
  }
  return {
    ...need,
    state: 'warning',
    detail: {
      en: 'closed to the internet; what listens on all addresses of this machine stays reachable from graded code',
      ru: 'интернет закрыт, но то, что на этой машине слушает все адреса, проверяемому коду доступно',
    },
    ...(facts.local
      ? {
          mend: {
            en: 'Run as root, with iptables installed, to close that as well.',
            ru: 'Чтобы закрыть и это, запускайте от root при установленном iptables.',
          },
        }
      : {}),
  };
}

async function iptablesWorks(): Promise<boolean> {
  return promisify(execFile)('iptables', ['-w', '2', '-S', 'INPUT']).then(
    () => true,
    () => false,
  );
}
