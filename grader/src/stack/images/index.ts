export { ensureImages } from './ensure-images.ts';
export { listImages } from './list-images.ts';
export { imageRecipes } from './recipes.ts';
export { removeImages } from './remove-images.ts';
