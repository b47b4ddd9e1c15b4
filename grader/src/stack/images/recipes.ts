import { ImageError } from './image-error.ts';

/** What is put into an image's build context out of npm's own packages, at a fixed version. */
export interface NpmFiles {
  /** The package and its version; `{arch}` becomes `x64` or `arm64`, after the daemon's processor. */
  spec: string;
  /** Where a path of the package goes in the context; null leaves it out. */
  place: (path: string) => string | null;
}

/** How one image of the course comes to be. */
export interface ImageRecipe {
  /** Full name with its tag. */
  name: string;
  /** Folder below labs/images/ that holds everything it is made from. */
  folder: string;
  /** The image it starts from; null for the one that starts from nothing. */
  parent: string | null;
  /**
   * `own` images are ours alone. A `public` name belongs to an official image: it is pulled, and only where no registry
   * answers is a stand-in made under it; an image that somebody else put there is used as it is.
   */
  kind: 'own' | 'public';
  /** The folder `ca/` of its context receives the certificates that this machine trusts besides the usual ones. */
  hostCertificates?: boolean;
  npmFiles?: readonly NpmFiles[];
}

const nodeFiles: readonly NpmFiles[] = [
  {
    spec: 'node-linux-{arch}@24.21.0',
    place: (path) => (path === 'bin/node' ? 'usr-local/bin/node' : null),
  },
  {
    spec: 'npm@11.21.2',
    place: (path) => (/^(docs|man)\//.test(path) ? null : `usr-local/lib/node_modules/npm/${path}`),
  },
];

/** Every image that the platform makes, parents before children. */
export const imageRecipes: readonly ImageRecipe[] = [
  { name: 'debian:trixie-slim', folder: 'debian', parent: null, kind: 'public' },
  { name: 'orkestr/base:trixie', folder: 'base', parent: 'debian:trixie-slim', kind: 'own', hostCertificates: true },
  { name: 'orkestr/node:24', folder: 'node', parent: 'orkestr/base:trixie', kind: 'own', npmFiles: nodeFiles },
  { name: 'orkestr/postgres:17', folder: 'postgres', parent: 'orkestr/base:trixie', kind: 'own' },
  { name: 'node:24-slim', folder: 'node-slim', parent: 'orkestr/node:24', kind: 'public' },
];

/**
 * The recipe of the image called `name`.
 *
 * @throws ImageError when the platform makes no such image; the message lists those it makes
 */
export function recipeOf(name: string, recipes: readonly ImageRecipe[] = imageRecipes): ImageRecipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe) return recipe;
  const names = recipes.map((candidate) => candidate.name).join(', ');
  throw new ImageError(name, `no image of the platform is called ${name}; there are: ${names}`);
}
