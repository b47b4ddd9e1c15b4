import { createHash } from 'node:crypto';
import { constants, type Dir } from 'node:fs';
import { open, opendir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Limits } from '../stack/limits.ts';
import { ignoreRules } from './ignore.ts';
import { refuse } from './refusal.ts';

/** A regular file of a submission, read whole. */
export interface SourceFile {
  /** Relative to the submission's root, forward slashes. */
  path: string;
  content: Buffer;
  executable: boolean;
}

/** What was read of a folder. The digest covers paths, execute bits and contents, in the order of the paths. */
export interface SourceTree {
  files: readonly SourceFile[];
  digest: string;
}

/** Never part of a submission: history, and what the package manager brings anew inside the build. */
const alwaysLeftOut = ['.git', 'node_modules'];

/**
 * Reads a folder under limits. Regular files and folders only: a link, a device, a pipe or a socket is refused by name,
 * and nothing outside the folder is ever opened. Folders that `.dockerignore` at the root names are not walked.
 *
 * @throws Ungradable with the file and the limit named
 */
export async function walk(root: string, limits: Limits, signal?: AbortSignal): Promise<SourceTree> {
  const ignored = ignoreRules(await readFile(join(root, '.dockerignore'), 'utf8').catch(() => undefined));
  const files: SourceFile[] = [];
  let bytes = 0;
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  let entries = 0;
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const { path, depth } = folder;
    if (depth > limits.sourceDepth) throw tooDeep(path, limits);
    for await (const entry of await openFolder(join(root, path))) {
      signal?.throwIfAborted();
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.name.includes('\uFFFD') || child.includes('\\')) throw badName(child);
      if (alwaysLeftOut.includes(entry.name)) continue;
      // A file that stays out of the image may still be asked for by a check; a folder (or link) that does is not ours.
      if (!entry.isFile() && ignored.ignores(child) && (ignored.prunes || !entry.isDirectory())) continue;
      if (++entries > limits.sourceFiles * 2) throw tooMany(child, limits);
      if (entry.isDirectory()) folders.push({ path: child, depth: depth + 1 });
      else if (entry.isFile()) {
        if (files.length >= limits.sourceFiles) throw tooMany(child, limits);
        const file = await readSource(root, child, limits);
        bytes += file.content.length;
        if (bytes > limits.sourceBytes) throw tooLarge('.', limits.sourceBytes);
        files.push(file);
      } else throw notRegular(child, kindOf(entry));
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, digest: digestOf(files) };
}

async function openFolder(path: string): Promise<Dir> {
  try {
    return await opendir(path);
  } catch (error) {
    throw refuse(
      'unreadable',
      { en: 'A folder cannot be read.', ru: 'Папку не удаётся прочитать.' },
      { en: 'Check the path and its permissions.', ru: 'Проверьте путь и права доступа.' },
      { expected: { en: 'a readable folder', ru: 'доступная для чтения папка' }, received: (error as Error).message },
    );
  }
}

/** Opened without following links and read only as far as the bound, whatever the folder becomes in the meantime. */
async function readSource(root: string, path: string, limits: Limits): Promise<SourceFile> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw notRegular(path, { en: 'a symbolic link', ru: 'символическая ссылка' });
    throw notRegular(path, { en: `unreadable (${code})`, ru: `не читается (${code})` });
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw notRegular(path, { en: 'not a regular file', ru: 'не обычный файл' });
    if (stat.size > limits.sourceFileBytes) throw tooLarge(path, limits.sourceFileBytes);
    const content = Buffer.alloc(stat.size);
    const { bytesRead } = await handle.read(content, 0, stat.size, 0);
    return { path, content: content.subarray(0, bytesRead), executable: (stat.mode & 0o111) !== 0 };
  } finally {
    await handle.close();
  }
}

function digestOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content, executable } of files) {
    hash.update(`${Buffer.byteLength(path)}:${path}:${executable ? 'x' : '-'}:${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

function kindOf(entry: { isSymbolicLink(): boolean; isFIFO(): boolean; isSocket(): boolean }): {
  en: string;
  ru: string;
} {
  if (entry.isSymbolicLink()) return { en: 'a symbolic link', ru: 'символическая ссылка' };
  if (entry.isFIFO()) return { en: 'a named pipe', ru: 'именованный канал (FIFO)' };
  if (entry.isSocket()) return { en: 'a socket', ru: 'сокет' };
  return { en: 'a device', ru: 'файл устройства' };
}

function notRegular(path: string, kind: { en: string; ru: string }) {
  return refuse(
    'not-a-regular-file',
    {
      en: 'The submission holds something other than files and folders.',
      ru: 'В решении есть что-то кроме файлов и папок.',
    },
    {
      en: 'Replace it with a copy of the file, delete it, or name it in .dockerignore.',
      ru: 'Замените её копией файла, удалите или впишите в .dockerignore.',
    },
    {
      expected: { en: 'regular files and folders only', ru: 'только обычные файлы и папки' },
      received: { en: `${path} is ${kind.en}`, ru: `${path}: ${kind.ru}` },
    },
  );
}

function tooMany(path: string, limits: Limits) {
  return refuse(
    'too-many-files',
    { en: 'The submission has too many files.', ru: 'В решении слишком много файлов.' },
    {
      en: 'Build output and installed packages do not belong into a submission: name them in .dockerignore.',
      ru: 'Результатам сборки и установленным пакетам не место в решении: впишите их в .dockerignore.',
    },
    {
      expected: { en: `at most ${limits.sourceFiles} files`, ru: `не больше ${limits.sourceFiles} файлов` },
      received: { en: `more; reading stopped at ${path}`, ru: `больше; чтение остановлено на ${path}` },
    },
  );
}

function tooLarge(path: string, limit: number) {
  const all = path === '.';
  return refuse(
    'too-large',
    { en: 'The submission is too large.', ru: 'Решение слишком большое.' },
    {
      en: 'Leave out data, dumps and build output: name them in .dockerignore.',
      ru: 'Уберите данные, дампы и результаты сборки: впишите их в .dockerignore.',
    },
    {
      expected: { en: `at most ${limit} bytes`, ru: `не больше ${limit} байт` },
      received: all
        ? { en: 'all files together are larger', ru: 'все файлы вместе больше' }
        : { en: `${path} is larger`, ru: `${path} больше` },
    },
  );
}

function tooDeep(path: string, limits: Limits) {
  return refuse(
    'too-deep',
    { en: 'Folders are nested too deeply.', ru: 'Слишком глубокая вложенность папок.' },
    { en: 'Flatten the tree or leave that folder out.', ru: 'Сделайте дерево площе или исключите эту папку.' },
    {
      expected: { en: `at most ${limits.sourceDepth} levels`, ru: `не больше ${limits.sourceDepth} уровней` },
      received: path.length > 120 ? `${path.slice(0, 120)}…` : path,
    },
  );
}

function badName(path: string) {
  return refuse(
    'bad-name',
    {
      en: 'A file name is not valid UTF-8 or holds a backslash.',
      ru: 'Имя файла не в UTF-8 или содержит обратную косую черту.',
    },
    { en: 'Rename it.', ru: 'Переименуйте файл.' },
    { expected: { en: 'names in UTF-8', ru: 'имена в UTF-8' }, received: JSON.stringify(path) },
  );
}
