import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Edit, Mutant } from './define.ts';

/** An edit that does not fit the reference any more: an author's error, named with the file. */
export class EditError extends Error {
  override name = 'EditError';
}

/** `text` after `edit`. @throws EditError unless `find` stands in it exactly once */
export function applyEdit(text: string, edit: Extract<Edit, { find: string }>): string {
  const parts = text.split(edit.find);
  if (parts.length !== 2) {
    throw new EditError(
      `${edit.file}: expected the text to find exactly once, it is there ${parts.length - 1} times: ${JSON.stringify(edit.find.slice(0, 120))}`,
    );
  }
  return parts.join(edit.replace);
}

/** A copy of the reference with the mutant's mistake in it, in a temporary folder that goes away when disposed of. */
export async function plantMutant(reference: string, mutant: Mutant): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'orkestr-mutant-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(reference, folder, {
      recursive: true,
      filter: (path) => !['node_modules', '.git', 'coverage'].includes(basename(path)),
    });
    for (const edit of mutant.edits) await plant(folder, edit);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: dispose };
}

async function plant(folder: string, edit: Edit): Promise<void> {
  const path = join(folder, edit.file);
  if ('create' in edit) return writeFile(path, edit.create, { flag: 'wx' });
  if ('remove' in edit) return rm(path);
  await writeFile(path, applyEdit(await readFile(path, 'utf8'), edit));
}
