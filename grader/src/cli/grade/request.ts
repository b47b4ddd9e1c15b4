import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { GradeSource } from '../../engine/grade.ts';
import { findLab, type LabEntry, UnknownName } from '../../lab/index.ts';
import { UsageError } from '../usage-error.ts';

/** One lab to grade, and which of its checks; `undefined` is all of them. */
export interface LabRequest {
  entry: LabEntry;
  checks: readonly string[] | undefined;
}

/**
 * What `--source` or the folder names. A folder must be there: a wrong path is a wrong call, not a submission.
 *
 * @throws UsageError
 */
export async function chooseSource(
  folder: string | undefined,
  named: string | undefined,
  cwd: string,
): Promise<GradeSource> {
  if (named === undefined) return folderSource(folder ?? '.', cwd);
  if (folder !== undefined) {
    throw new UsageError({
      en: `Give a folder or --source, not both (${folder}, --source ${named}).`,
      ru: `Укажите либо папку, либо --source, но не вместе (${folder}, --source ${named}).`,
    });
  }
  const [kind, ...rest] = named.split(':');
  const name = rest.join(':');
  if (kind === 'reference' && name === '') return { kind };
  if ((kind === 'mutant' || kind === 'variant') && name !== '') return { kind, name };
  throw new UsageError({
    en: `--source is reference, mutant:NAME or variant:NAME, not "${named}".`,
    ru: `--source бывает reference, mutant:ИМЯ или variant:ИМЯ, а не «${named}».`,
  });
}

async function folderSource(folder: string, cwd: string): Promise<GradeSource> {
  const path = resolve(cwd, folder);
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    throw new UsageError({
      en: `There is no folder ${folder}. Give the folder that holds orkestr.yaml.`,
      ru: `Папки ${folder} нет. Укажите папку, в которой лежит orkestr.yaml.`,
    });
  }
  if (!found.isDirectory()) {
    throw new UsageError({
      en: `${folder} is not a folder. Give the folder that holds orkestr.yaml.`,
      ru: `${folder} не папка. Укажите папку, в которой лежит orkestr.yaml.`,
    });
  }
  return { kind: 'folder', path: folder };
}

/**
 * The labs that were asked for, each once, with their checks. A bare slug is looked up in the track that the folder's
 * orkestr.yaml names.
 *
 * @throws UnknownName or UsageError
 */
export async function chooseLabs(
  names: readonly string[] | undefined,
  checks: readonly string[] | undefined,
  catalogue: readonly LabEntry[],
  track: string | undefined,
): Promise<LabRequest[]> {
  const given = (names ?? []).filter((name) => name !== '');
  if (given.length === 0) {
    const known = catalogue.map(({ id }) => id).join(', ');
    throw new UsageError({
      en: `Name a lab with --lab. There are: ${known}.`,
      ru: `Назовите лабораторную ключом --lab. Есть: ${known}.`,
    });
  }
  const entries = [...new Set(given.map((name) => findLab(catalogue, name, track)))];
  return chooseChecks(entries, checks);
}

function chooseChecks(entries: readonly LabEntry[], checks: readonly string[] | undefined): LabRequest[] {
  if (!checks || checks.length === 0) return entries.map((entry) => ({ entry, checks: undefined }));
  const chosen = entries.map((entry) => ({ entry, checks: new Set<string>() }));
  for (const name of checks) {
    const hits = chosen.filter(({ entry, checks: ids }) => {
      const check = entry.lab.checks.find(({ slug }) =>
        [slug, `${entry.lab.slug}.${slug}`, `${entry.id}.${slug}`].includes(name),
      );
      if (check) ids.add(`${entry.id}.${check.slug}`);
      return check !== undefined;
    });
    if (hits.length === 0) {
      const known = entries.flatMap(({ lab }) => lab.checks.map(({ slug }) => slug));
      throw new UnknownName('check', name.split('.').at(-1) ?? name, known);
    }
  }
  const idle = chosen.find(({ checks: ids }) => ids.size === 0);
  if (idle) {
    throw new UsageError({
      en: `--check names no check of ${idle.entry.id}: leave that lab out, or name one of its checks.`,
      ru: `Среди --check нет ни одной проверки ${idle.entry.id}: уберите эту лабораторную или назовите её проверку.`,
    });
  }
  return chosen.map(({ entry, checks: ids }) => ({ entry, checks: [...ids] }));
}

/**
 * The track that a folder's orkestr.yaml names, if it is one of the course's. Read leniently: whatever is wrong with the
 * file is for the engine to say, with line and key.
 */
export async function trackOf(
  source: GradeSource,
  catalogue: readonly LabEntry[],
  cwd: string,
): Promise<string | undefined> {
  if (source.kind !== 'folder') return undefined;
  try {
    const text = await readFile(join(resolve(cwd, source.path), 'orkestr.yaml'), 'utf8');
    const track = text.length < 65_536 ? (parse(text) as { track?: unknown } | null)?.track : undefined;
    return catalogue.find((entry) => entry.track.slug === track)?.track.slug;
  } catch {
    return undefined;
  }
}
