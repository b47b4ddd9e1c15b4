import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdit, type Edit, EditError, type LabEntry } from '../../lab/index.ts';

/**
 * Mutants that no longer fit the reference: an edit whose text is not there exactly once, a file to create that exists, a
 * file to remove that does not. Found in a moment, before any image is built.
 */
export async function editErrors(entries: readonly LabEntry[]): Promise<string[]> {
  const found = entries.flatMap(({ id, mutants, reference }) =>
    mutants.map(async ({ name, edits }) => {
      const reason = await misfit(reference, edits);
      return reason === undefined ? [] : [`labs/${id}/mutants.ts: mutant "${name}": ${reason}`];
    }),
  );
  return (await Promise.all(found)).flat();
}

/** Why these edits, one after another, cannot be made; `undefined` when they can. */
async function misfit(reference: string, edits: readonly Edit[]): Promise<string | undefined> {
  const edited = new Map<string, string | undefined>();
  for (const edit of edits) {
    const text = edited.has(edit.file) ? edited.get(edit.file) : await textOf(join(reference, edit.file));
    if ('create' in edit) {
      if (text !== undefined) return `${edit.file} is there already and cannot be created`;
      edited.set(edit.file, edit.create);
    } else if (text === undefined) {
      return `the reference has no file ${edit.file}`;
    } else if ('remove' in edit) {
      edited.set(edit.file, undefined);
    } else {
      try {
        edited.set(edit.file, applyEdit(text, edit));
      } catch (error) {
        if (error instanceof EditError) return error.message;
        throw error;
      }
    }
  }
  return undefined;
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
