import { connectDocker } from '../docker.ts';
import { isOurs } from './image-state.ts';
import { type ImageTools, imageTools } from './image-tools.ts';
import { type ImageRecipe, imageRecipes } from './recipes.ts';

/** What became of one image. `reason` is the daemon's, when a container still uses it. */
export interface RemovedImage {
  name: string;
  removed: boolean;
  reason: string | null;
}

/**
 * Takes away the platform's images and stand-ins, children first. Images that were pulled, or that somebody else made under
 * one of the names, are not touched and not mentioned.
 */
export async function removeImages(
  options: { tools?: ImageTools; recipes?: readonly ImageRecipe[] } = {},
): Promise<RemovedImage[]> {
  const tools = options.tools ?? imageTools(connectDocker());
  const outcome: RemovedImage[] = [];
  for (const recipe of [...(options.recipes ?? imageRecipes)].reverse()) {
    const local = await tools.inspect(recipe.name);
    if (!local || !isOurs(recipe, local)) continue;
    const result = await tools.remove(recipe.name);
    outcome.push({ name: recipe.name, removed: result.removed, reason: result.removed ? null : result.reason });
  }
  return outcome;
}
