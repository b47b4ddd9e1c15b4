import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { type ContextFile, type ContextSource, contextFiles } from './build-context.ts';
import { followDaemon, type Say } from './daemon-progress.ts';
import { ImageError } from './image-error.ts';
import { copyNpmPackage, fetchNpmPackage } from './npm-package.ts';
import type { ImageRecipe } from './recipes.ts';

/** What one build is made of. */
export interface BuildRequest {
  recipe: ImageRecipe;
  source: ContextSource;
  labels: Readonly<Record<string, string>>;
  say: Say;
  signal?: AbortSignal;
}

/**
 * Builds a recipe's folder with the daemon's classic builder and tags the result with the recipe's name.
 *
 * @throws ImageError with the build's last lines
 */
export async function buildImage(docker: Docker, request: BuildRequest): Promise<void> {
  const { recipe, labels, say, signal } = request;
  const folder = await mkdtemp(join(tmpdir(), 'orkestr-image-'));
  try {
    const archives = await fetchPackages(docker, request, folder);
    const context = contextFiles(recipe, request.source);
    const tar = pack();
    const broken = new AbortController();
    const body = Readable.from(tar);
    // Whatever cannot be read ends the request; without a listener it would end the process.
    body.on('error', (error) => broken.abort(error));
    writeContext(tar, context, archives).catch((error) => tar.destroy(error));
    const answer = await docker.buildImage(body, {
      t: recipe.name,
      labels: { ...labels },
      rm: true,
      forcerm: true,
      version: '1',
      abortSignal: AbortSignal.any(signal ? [signal, broken.signal] : [broken.signal]),
    });
    await followDaemon(recipe.name, answer, say);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ImageError) throw error;
    throw new ImageError(recipe.name, (error as Error).message, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Archive = { path: string; place: NonNullable<ImageRecipe['npmFiles']>[number]['place'] };

async function fetchPackages(docker: Docker, request: BuildRequest, folder: string): Promise<Archive[]> {
  const wanted = request.recipe.npmFiles ?? [];
  if (wanted.length === 0) return [];
  const { Arch } = await docker.version();
  const arch = { amd64: 'x64', arm64: 'arm64' }[Arch];
  if (!arch) throw new ImageError(request.recipe.name, `npm carries no Node for the daemon's processor (${Arch})`);
  const archives: Archive[] = [];
  for (const { spec, place } of wanted) {
    const exact = spec.replace('{arch}', arch);
    request.say(`npm pack ${exact}`);
    archives.push({ path: await fetchNpmPackage(request.recipe.name, exact, folder, request.signal), place });
  }
  return archives;
}

async function writeContext(tar: ReturnType<typeof pack>, files: ContextFile[], archives: Archive[]): Promise<void> {
  for (const { path, mode, content } of files) tar.entry({ name: path, mode }, content);
  for (const { path, place } of archives) await copyNpmPackage(path, place, tar);
  tar.finalize();
}
