import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { type Course, courseSchema, type Track } from '../contract/index.ts';
import type { Lab, Mutant } from './define.ts';
import { UnknownName } from './nearest.ts';

/** The repository that holds the labs, the lessons and the reference: three folders above this file. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** A complete service, written independently of the reference, that must pass as well. */
export interface Variant {
  name: string;
  /** Absolute path of its folder. */
  folder: string;
}

/** A lab with everything that is known of it. */
export interface LabEntry {
  /** track/lab */
  id: string;
  track: Track;
  lab: Lab;
  mutants: readonly Mutant[];
  variants: readonly Variant[];
  /** Absolute path of the finished system. */
  reference: string;
}

/** `content/course.yaml`: the tracks with their lessons and labs. @throws when it does not fit its schema */
export function loadCourse(root: string = repositoryRoot): Course {
  return courseSchema.parse(parse(readFileSync(join(root, 'content/course.yaml'), 'utf8')));
}

/**
 * Every lab of the course in teaching order, found by its place: `labs/<track>/<lab>/lab.ts` beside `mutants.ts`.
 *
 * @throws when course.yaml does not fit its schema, or a lab it names is not there or calls itself something else
 */
export async function loadCatalogue(root: string = repositoryRoot): Promise<readonly LabEntry[]> {
  const entries = loadCourse(root).tracks.flatMap((track) => track.labs.map((slug) => loadLab(root, track, slug)));
  return Promise.all(entries);
}

async function loadLab(root: string, track: Track, slug: string): Promise<LabEntry> {
  const folder = join(root, 'labs', track.slug, slug);
  const load = async (file: string) => (await import(pathToFileURL(join(folder, file)).href)).default;
  const lab = (await load('lab.ts')) as Lab;
  if (lab.slug !== slug || lab.track !== track.slug) {
    throw new Error(
      `labs/${track.slug}/${slug}/lab.ts calls itself ${lab.track}/${lab.slug}: folder and names must agree`,
    );
  }
  const mutants = (await load('mutants.ts')) as readonly Mutant[];
  const reference = join(root, track.reference);
  return { id: `${track.slug}/${slug}`, track, lab, mutants, variants: findVariants(root, track.slug), reference };
}

function findVariants(root: string, track: string): Variant[] {
  const folder = join(root, 'labs', track, 'variants');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, folder: join(folder, entry.name) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The lab called `name`: `track/lab`, or the bare slug where `track` is known or only one lab has it.
 *
 * @throws UnknownName with the nearest right one
 */
export function findLab(catalogue: readonly LabEntry[], name: string, track?: string): LabEntry {
  const exact = catalogue.find((entry) => entry.id === (name.includes('/') || !track ? name : `${track}/${name}`));
  if (exact) return exact;
  const bare = catalogue.filter((entry) => entry.lab.slug === name);
  if (!track && bare.length === 1) return bare[0]!;
  throw new UnknownName(
    'lab',
    name,
    catalogue.flatMap((entry) => (name.includes('/') ? [entry.id] : [entry.lab.slug])),
  );
}
