import { digestLabel, imageLabel, standInLabel } from './image-labels.ts';
import type { ImageRecipe } from './recipes.ts';

/** What the daemon knows of an image. */
export interface LocalImage {
  id: string;
  sizeBytes: number;
  labels: Readonly<Record<string, string>>;
}

/**
 * - `missing`: nothing has this name;
 * - `current`: ours, and made from what lies in the repository now;
 * - `outdated`: ours, and made from something older;
 * - `foreign`: somebody else's image under a public name, pulled or made; it is used as it is and never replaced.
 */
export type ImageState = 'missing' | 'current' | 'outdated' | 'foreign';

/** Was the image under this name made by the platform, for this very name? */
export function isOurs(recipe: ImageRecipe, local: LocalImage): boolean {
  if (local.labels[imageLabel] !== recipe.name) return false;
  return recipe.kind === 'own' || local.labels[standInLabel] === 'true';
}

/** How the image that the daemon has (or has not) under the recipe's name relates to the recipe. */
export function imageState(recipe: ImageRecipe, digest: string, local: LocalImage | null): ImageState {
  if (!local) return 'missing';
  if (!isOurs(recipe, local)) return recipe.kind === 'public' ? 'foreign' : 'outdated';
  return local.labels[digestLabel] === digest ? 'current' : 'outdated';
}
