import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';
import { findProgram, hasApt, installPackages } from './system-packages.mjs';

/** Lines that show how far an image is; the rest is shown only when it fails, in the error. */
const telling =
  /^(building|making|pulling|not pulled|ready|npm pack|process \d+|Step \d+|I: (Base|Installing|Checking))/;

/**
 * Makes the images that labs need. Says each step; up-to-date images cost a few milliseconds and no line.
 *
 * @param {{ yes: boolean, signal?: AbortSignal }} options
 * @returns {Promise<boolean>} are all there?
 */
export async function ensureLabImages({ yes, signal }) {
  const images = await import(join(root, 'grader/src/stack/images/index.ts'));
  const names = images.imageRecipes.map((recipe) => recipe.name);
  const onProgress = ({ image, line }) => {
    if (telling.test(line)) say(image, line.length > 140 ? `${line.slice(0, 139)}…` : line);
  };
  try {
    try {
      await images.ensureImages(names, onProgress, { signal });
    } catch (error) {
      if (!error.needsDebootstrap || !hasApt() || findProgram('debootstrap')) throw error;
      const why = 'No image registry answers: the base image has to be made with debootstrap, which is not installed.';
      if (!(await installPackages({ topic: 'images', why, packages: ['debootstrap'], yes }))) return false;
      await images.ensureImages(names, onProgress, { signal });
    }
    return true;
  } catch (error) {
    if (signal?.aborted) return false;
    say('images', `${error.image ? `${error.image}: ` : ''}${error.message}`);
    return false;
  }
}
