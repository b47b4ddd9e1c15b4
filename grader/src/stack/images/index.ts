export { type EnsureOptions, ensureImages, type ImageProgress } from './ensure-images.ts';
export { ImageError } from './image-error.ts';
export { whoMakesImages } from './image-lock.ts';
export type { ImageState } from './image-state.ts';
export { type ListedImage, listImages } from './list-images.ts';
export { type ImageRecipe, imageRecipes } from './recipes.ts';
export { type RemovedImage, removeImages } from './remove-images.ts';
