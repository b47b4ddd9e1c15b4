import { connectDocker } from '../docker.ts';
import { type ContextSource, imageDigest, ownContextSource } from './build-context.ts';
import { ImageError } from './image-error.ts';
import { digestLabel, imageLabel, standInLabel } from './image-labels.ts';
import { exclusively } from './image-lock.ts';
import { imageState } from './image-state.ts';
import { type ImageTools, imageTools } from './image-tools.ts';
import { type ImageRecipe, recipeOf } from './recipes.ts';

/** One line of what is going on, and the image it is about. */
export interface ImageProgress {
  image: string;
  line: string;
}

export interface EnsureOptions {
  signal?: AbortSignal;
  /** These are for tests; the default is the daemon that `docker` would talk to, this checkout, and one lock a user. */
  tools?: ImageTools;
  source?: ContextSource;
  lockFile?: string;
}

/**
 * Sees to it that the daemon has the named images and that those of ours are made from what lies in the repository now.
 * Parents come first; an image that is up to date costs one question to the daemon. Names of official images are pulled, and
 * stood in for only where that fails; an image that somebody else put under such a name is left alone.
 *
 * @throws ImageError for an unknown name or an image that cannot be had
 */
export async function ensureImages(
  names: readonly string[],
  onProgress: (progress: ImageProgress) => void,
  options: EnsureOptions = {},
): Promise<void> {
  const source = options.source ?? ownContextSource();
  const tools = options.tools ?? imageTools(connectDocker());
  const round = new EnsureRound(tools, source, onProgress, options.signal);
  const recipes = names.map((name) => recipeOf(name, source.recipes));
  const settled = await Promise.all(recipes.map((recipe) => round.settled(recipe)));
  if (settled.every(Boolean)) return;
  await exclusively(
    async () => {
      for (const recipe of recipes) await round.ensure(recipe);
    },
    {
      signal: options.signal,
      file: options.lockFile,
      onWait: (pid) => onProgress({ image: names[0] ?? '', line: `process ${pid} is making images: waiting for it` }),
    },
  );
}

class EnsureRound {
  readonly #tools: ImageTools;
  readonly #source: ContextSource;
  readonly #onProgress: (progress: ImageProgress) => void;
  readonly #signal: AbortSignal | undefined;
  /** One silent registry is enough: the others of this round are not tried. */
  #registrySilent = false;

  constructor(
    tools: ImageTools,
    source: ContextSource,
    onProgress: (progress: ImageProgress) => void,
    signal?: AbortSignal,
  ) {
    this.#tools = tools;
    this.#source = source;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Is there nothing to do? */
  async settled(recipe: ImageRecipe): Promise<boolean> {
    const state = imageState(recipe, imageDigest(recipe, this.#source), await this.#tools.inspect(recipe.name));
    return state === 'current' || state === 'foreign';
  }

  async ensure(recipe: ImageRecipe): Promise<void> {
    this.#signal?.throwIfAborted();
    const digest = imageDigest(recipe, this.#source);
    const local = await this.#tools.inspect(recipe.name);
    const state = imageState(recipe, digest, local);
    if (state === 'current' || state === 'foreign') return;
    if (state === 'missing' && recipe.kind === 'public' && (await this.#pulled(recipe.name))) return;
    if (recipe.parent) await this.ensure(recipeOf(recipe.parent, this.#source.recipes));
    await this.#make(recipe, digest);
    // The one it replaces has lost its name. A container may still use it: then it stays until that is gone.
    if (local) await this.#tools.remove(local.id);
  }

  async #make(recipe: ImageRecipe, digest: string): Promise<void> {
    const say = this.#sayOf(recipe.name);
    const began = performance.now();
    say(recipe.kind === 'public' ? 'making a stand-in' : 'building');
    await this.#tools.make({
      recipe,
      source: this.#source,
      labels: {
        [imageLabel]: recipe.name,
        [digestLabel]: digest,
        [standInLabel]: String(recipe.kind === 'public'),
      },
      say,
      signal: this.#signal,
    });
    say(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }

  async #pulled(name: string): Promise<boolean> {
    if (this.#registrySilent) return false;
    const say = this.#sayOf(name);
    say('pulling');
    try {
      await this.#tools.pull(name, say, this.#signal);
      return true;
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      this.#registrySilent = true;
      say(`not pulled: ${error.message}`);
      return false;
    }
  }

  #sayOf(image: string): (line: string) => void {
    return (line) => this.#onProgress({ image, line });
  }
}
