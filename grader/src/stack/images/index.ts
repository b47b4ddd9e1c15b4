export { ensureImages } from './ensure-images.ts';
export { whoMakesImages } from './image-lock.ts';
export { listImages } from './list-images.ts';
export { imageRecipes } from './recipes.ts';
export { removeImages } from './remove-images.ts';
