import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Source } from '../contract/index.ts';
import { type LabEntry, plantMutant, Ungradable, UnknownName } from '../lab/index.ts';
import { reapFolder } from '../stack/reaping.ts';

/** What is to be graded. */
export type GradeSource =
  | { kind: 'folder'; path: string }
  | { kind: 'reference' }
  | { kind: 'mutant'; name: string }
  | { kind: 'variant'; name: string };

/** How the source is called in the report, before anything of it was read. */
export function describeSource(source: GradeSource, entry: LabEntry): Source {
  if (source.kind === 'folder') return { kind: 'folder', name: source.path, digest: '' };
  return { kind: source.kind, name: source.kind === 'reference' ? entry.track.reference : source.name, digest: '' };
}

/**
 * The folder to read. A mutant is planted in a temporary one, which goes away when disposed of.
 *
 * @throws Ungradable `no-folder`; UnknownName for a mutant or variant nobody knows
 */
export async function openSource(source: GradeSource, entry: LabEntry): Promise<AsyncDisposable & { folder: string }> {
  const nothing = async () => undefined;
  switch (source.kind) {
    case 'folder': {
      const folder = resolve(source.path);
      if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw noFolder(source.path);
      return { folder, [Symbol.asyncDispose]: nothing };
    }
    case 'reference':
      return { folder: entry.reference, [Symbol.asyncDispose]: nothing };
    case 'variant': {
      const variant = entry.variants.find(({ name }) => name === source.name);
      if (!variant)
        throw new UnknownName(
          'variant',
          source.name,
          entry.variants.map(({ name }) => name),
        );
      return { folder: variant.folder, [Symbol.asyncDispose]: nothing };
    }
    case 'mutant': {
      const mutant = entry.mutants.find(({ name }) => name === source.name);
      if (!mutant)
        throw new UnknownName(
          'mutant',
          source.name,
          entry.mutants.map(({ name }) => name),
        );
      const planted = await plantMutant(entry.reference, mutant);
      const gone = reapFolder(planted.folder);
      const dispose = async () => {
        await planted[Symbol.asyncDispose]();
        gone();
      };
      return { folder: planted.folder, [Symbol.asyncDispose]: dispose };
    }
  }
}

function noFolder(path: string): Ungradable {
  return new Ungradable(
    'no-folder',
    {
      message: { en: 'There is no such folder.', ru: 'Такой папки нет.' },
      hint: {
        en: 'Give the folder that holds orkestr.yaml, or run the command inside it.',
        ru: 'Укажите папку, в которой лежит orkestr.yaml, или запустите команду внутри неё.',
      },
    },
    { expected: { en: 'a folder', ru: 'папка' }, received: path },
  );
}
