import { UnknownName } from '../lab/index.ts';
import { imageRecipes } from '../stack/images/index.ts';

/** @throws UnknownName for the first of `names` that no recipe has, with the nearest right one */
export function findUnknownImage(names: readonly string[]): void {
  const known = imageRecipes.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownName('image', unknown, known);
}
