import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Loader } from 'astro/loaders';
import {
  type Catalogue,
  catalogueLabSchema,
  catalogueSchema,
  trackSchema as contractTrackSchema,
} from 'orkestr/contract';
import { z } from 'zod';

/** A track of the course with its place in the order. */
export const trackSchema = contractTrackSchema.extend({ order: z.number() });
/** A lab as its page shows it, with its place in the track. */
export const labSchema = catalogueLabSchema.extend({ order: z.number() });

let printed: Promise<Catalogue> | undefined;

/** The catalogue as `orkestr labs list` prints it: the site itself imports nothing of the grader but its contract. */
async function catalogue(): Promise<Catalogue> {
  printed ??= printCatalogue().then((text) => catalogueSchema.parse(JSON.parse(text)));
  return printed;
}

async function printCatalogue(): Promise<string> {
  const command = ['../grader/bin/orkestr.mjs', 'labs', 'list', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Loads the tracks of the course in order. */
export function courseLoader(): Loader {
  return {
    name: 'orkestr-course',
    async load({ store, parseData }) {
      store.clear();
      for (const [order, track] of (await catalogue()).course.tracks.entries()) {
        store.set({ id: track.slug, data: await parseData({ id: track.slug, data: { ...track, order } }) });
      }
    },
  };
}

/** Loads the labs of every track in teaching order. */
export function labLoader(): Loader {
  return {
    name: 'orkestr-labs',
    async load({ store, parseData }) {
      store.clear();
      for (const [order, lab] of (await catalogue()).labs.entries()) {
        store.set({ id: lab.id, data: await parseData({ id: lab.id, data: { ...lab, order } }) });
      }
    },
  };
}
