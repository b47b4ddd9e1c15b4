import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import type { BuildRequest } from './build-image.ts';
import { followDaemon } from './daemon-progress.ts';
import { ImageError } from './image-error.ts';

/** Where administrators' programs lie, which is not on every root's PATH. */
const searchPath = ['/usr/local/sbin', '/usr/sbin', '/sbin', process.env.PATH ?? ''].join(delimiter);

/**
 * Makes a Debian tree with debootstrap (about half a minute) and imports it under the recipe's name.
 *
 * @throws ImageError; where debootstrap cannot run here, the message says what to do instead
 */
export async function importRootfs(docker: Docker, request: BuildRequest): Promise<void> {
  const { recipe, labels, say, signal } = request;
  const obstacle = await rootfsObstacle(docker);
  if (obstacle) throw new ImageError(recipe.name, obstacle);
  if (!onPath('debootstrap')) {
    const message = `${instead}, or install debootstrap: apt-get install -y debootstrap`;
    throw new ImageError(recipe.name, message, { needsDebootstrap: true });
  }
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
  const ended = new Promise<number>((resolve, reject) => {
    maker.once('error', reject);
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
  try {
    // Imported without a name first: a tree that broke off in the middle must never be found under one.
    const answer = await docker.importImage(maker.stdout, { changes, abortSignal: signal });
    let id = '';
    const importing = followDaemon(recipe.name, answer, (line) => {
      if (line.startsWith('sha256:')) id = line;
    });
    const [code] = await Promise.all([ended, importing]);
    const image = docker.getImage(id);
    if (code !== 0) {
      await image.remove();
      throw new ImageError(recipe.name, `debootstrap failed:\n${last.join('\n')}`);
    }
    await image.tag({ repo, tag });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ImageError) throw error;
    throw new ImageError(recipe.name, (error as Error).message, { cause: error });
  }
}

const instead = 'no image registry answered; connect this machine (or the daemon) to one and try again';

/** Why this machine cannot make a Debian tree, and what to do; null when it can. */
async function rootfsObstacle(docker: Docker): Promise<string | null> {
  if (process.platform !== 'linux') return `${instead}: a base image can be made without a registry on Linux only`;
  const { Arch } = await docker.version();
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  if (Arch !== own) return `${instead}: the daemon's processor is ${Arch}, this machine's is ${own}`;
  if (process.getuid?.() !== 0) return `${instead}, or run \`sudo npx orkestr images build\`: debootstrap needs root`;
  return null;
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
