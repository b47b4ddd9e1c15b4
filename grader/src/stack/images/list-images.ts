import { connectDocker } from '../docker.ts';
import { type ContextSource, imageDigest, ownContextSource } from './build-context.ts';
import { type ImageState, imageState, isOurs } from './image-state.ts';
import { type ImageTools, imageTools } from './image-tools.ts';

/** One image of the platform as it is on this machine. */
export interface ListedImage {
  name: string;
  state: ImageState;
  /** It stands under an official image's name because no registry answered. */
  standIn: boolean;
  /** Bytes with all layers; null when missing. */
  sizeBytes: number | null;
  id: string | null;
}

/** Every image that the platform makes, parents first, with its state on the daemon. */
export async function listImages(options: { tools?: ImageTools; source?: ContextSource } = {}): Promise<ListedImage[]> {
  const source = options.source ?? ownContextSource();
  const tools = options.tools ?? imageTools(connectDocker());
  return Promise.all(
    source.recipes.map(async (recipe) => {
      const local = await tools.inspect(recipe.name);
      return {
        name: recipe.name,
        state: imageState(recipe, imageDigest(recipe, source), local),
        standIn: recipe.kind === 'public' && local !== null && isOurs(recipe, local),
        sizeBytes: local?.sizeBytes ?? null,
        id: local?.id ?? null,
      };
    }),
  );
}
