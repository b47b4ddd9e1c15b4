import type Docker from 'dockerode';
import { type BuildRequest, buildImage } from './build-image.ts';
import type { Say } from './daemon-progress.ts';
import type { LocalImage } from './image-state.ts';
import { importRootfs } from './import-rootfs.ts';
import { pullImage } from './pull-image.ts';

/** What making images asks of the daemon. A unit test puts a fake in its place. */
export interface ImageTools {
  /** The image under this name or id; null when there is none. */
  inspect(name: string): Promise<LocalImage | null>;
  /** @throws ImageError when the registry does not give it */
  pull(name: string, say: Say, signal?: AbortSignal): Promise<void>;
  /** @throws ImageError when it cannot be made */
  make(request: BuildRequest): Promise<void>;
  /** Takes a name (or a nameless image) away, with the layers that only it used; says why not when it is in use. */
  remove(nameOrId: string): Promise<{ removed: true } | { removed: false; reason: string }>;
}

/** The tools on a real daemon. */
export function imageTools(docker: Docker): ImageTools {
  return {
    async inspect(name) {
      try {
        const { Id, Size, Config } = await docker.getImage(name).inspect();
        return { id: Id, sizeBytes: Size, labels: Config.Labels ?? {} };
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return null;
        throw error;
      }
    },
    pull: (name, say, signal) => pullImage(docker, name, say, signal),
    make: (request) => (request.recipe.parent ? buildImage(docker, request) : importRootfs(docker, request)),
    async remove(nameOrId) {
      try {
        await docker.getImage(nameOrId).remove();
        return { removed: true };
      } catch (error) {
        const { statusCode } = error as { statusCode?: number };
        if (statusCode === 404) return { removed: true };
        if (statusCode === 409) return { removed: false, reason: (error as Error).message };
        throw error;
      }
    },
  };
}
