import { constants } from 'node:fs';
import { access, lstat, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** A place for the report that was found writable before grading began. */
export interface ReportFile {
  /** Writes it whole or not at all. @throws what the file system says */
  write(text: string): Promise<void>;
}

/**
 * Finds out now whether a report can be written to `path` later: a minute of grading must not end in "no such folder".
 *
 * @throws UsageError that names the path and the reason
 */
export async function openReportFile(path: string, cwd: string): Promise<ReportFile> {
  const wanted = resolve(cwd, path);
  try {
    const target = await lstat(wanted).then(
      (link) => (link.isSymbolicLink() ? realpath(wanted) : wanted),
      () => wanted,
    );
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    if (found && !found.isFile()) return { write: (text) => writeFile(target, text) };
    await access(found ? target : dirname(target), constants.W_OK);
    await access(dirname(target), constants.W_OK);
    return { write: (text) => replace(target, text) };
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The sentence for a report that cannot be written. */
export function cannotWrite(path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, [string, string]> = {
    ENOENT: ['its folder is not there', 'нет такой папки'],
    ENOTDIR: ['a part of the path is not a folder', 'часть пути не папка'],
    EISDIR: ['it is a folder', 'это папка'],
    EACCES: ['permission denied', 'нет прав на запись'],
    EROFS: ['the file system is read-only', 'файловая система только для чтения'],
    ENOSPC: ['the disk is full', 'диск заполнен'],
  };
  const [en, ru] = reasons[code ?? ''] ?? [message, message];
  return new UsageError({
    en: `The report cannot be written to ${path}: ${en}.`,
    ru: `Отчёт нельзя записать в ${path}: ${ru}.`,
  });
}
