import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { BuildRequest } from './build-image.ts';
import { followDaemon } from './daemon-progress.ts';
import { ImageError } from './image-error.ts';
import { type RootfsMachine, rootfsObstacle } from './rootfs-obstacle.ts';

/** Where administrators' programs lie, which is not on every root's PATH. */
const searchPath = ['/usr/local/sbin', '/usr/sbin', '/sbin', process.env.PATH ?? ''].join(delimiter);

/**
 * Makes a Debian tree with debootstrap (about half a minute) and imports it under the recipe's name.
 *
 * @throws ImageError; where debootstrap cannot run here, the message says what to do instead
 */
export async function importRootfs(docker: Docker, request: BuildRequest): Promise<void> {
  const { recipe, labels, say, signal } = request;
  const obstacle = rootfsObstacle(await thisMachine(docker));
  if (obstacle) throw new ImageError(recipe.name, obstacle.message, { needsDebootstrap: obstacle.needsDebootstrap });
  const [repo, tag] = recipe.name.split(':') as [string, string];
  const suite = tag.replace(/-slim$/, '');
  const script = join(request.source.folder, recipe.folder, 'rootfs.sh');
  const maker = spawn('sh', [script, suite], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: searchPath },
    // A group of its own: ending the script alone would let debootstrap run on.
    detached: true,
  });
  const end = () => maker.pid && process.kill(-maker.pid, 'SIGTERM');
  signal?.addEventListener('abort', end, { once: true });
  const last: string[] = [];
  createInterface({ input: maker.stderr }).on('line', (line) => {
    last.push(line);
    if (last.length > 20) last.shift();
    // debootstrap names every package several times over.
    if (!/^I: (Retrieving|Validating|Extracting|Unpacking|Configuring) /.test(line)) say(line);
  });
  const ended = new Promise<number | Error>((resolve) => {
    maker.once('error', resolve);
    maker.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
  const changes = [
    'CMD ["bash"]',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${value}`),
  ];
  // Imported without a name first: a tree that broke off in the middle must never be found under one.
  const importing = importStream(docker, recipe.name, maker.stdout, { changes, abortSignal: signal });
  const [code, imported] = await Promise.all([ended, importing.catch((error: Error) => error)]);
  signal?.throwIfAborted();
  if (code !== 0) {
    if (typeof imported === 'string') await docker.getImage(imported).remove();
    const said = code instanceof Error ? code.message : last.join('\n');
    throw new ImageError(recipe.name, `debootstrap failed:\n${said}`);
  }
  if (typeof imported !== 'string') throw new ImageError(recipe.name, imported.message, { cause: imported });
  await docker.getImage(imported).tag({ repo, tag });
}

/** Imports a tar and gives the id of the nameless image. */
async function importStream(docker: Docker, name: string, tar: Readable, options: object): Promise<string> {
  const answer = await docker.importImage(tar, options);
  let id = '';
  await followDaemon(name, answer, (line) => {
    if (line.startsWith('sha256:')) id = line;
  });
  return id;
}

async function thisMachine(docker: Docker): Promise<RootfsMachine> {
  const { Arch } = await docker.version();
  return {
    platform: process.platform,
    processor: process.arch === 'x64' ? 'amd64' : process.arch,
    daemonProcessor: Arch,
    isRoot: process.getuid?.() === 0,
    hasDebootstrap: onPath('debootstrap'),
  };
}

function onPath(program: string): boolean {
  return searchPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
