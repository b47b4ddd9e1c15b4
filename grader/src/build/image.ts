import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ServiceManifest } from '../contract/index.ts';
import type { Ungradable } from '../lab/index.ts';
import { buildImage, findImage, submissionRepository } from '../stack/image-build.ts';
import type { Limits } from '../stack/limits.ts';
import { packContext } from './context.ts';
import { checkDockerfile } from './dockerfile.ts';
import { ignoreRules } from './ignore.ts';
import { refuse } from './refusal.ts';
import type { SourceTree } from './walk.ts';

/** An image a service can be run from. */
export interface ServiceImage {
  /** Docker's id of it. */
  image: string;
  /** The APP_VERSION build argument: follows the content, so that equal content needs no build. */
  version: string;
  /** No build call was made: the same content was built before. */
  cached: boolean;
}

export interface ImageOptions {
  service: string;
  manifest: ServiceManifest;
  source: SourceTree;
  limits: Limits;
  labels: Record<string, string>;
  onLine: (text: string) => void;
  signal: AbortSignal;
}

/**
 * The image of one service: found by the digest of its build folder and bases, else built.
 *
 * @throws Ungradable when the Dockerfile is refused or the build fails
 */
export async function imageOf(options: ImageOptions): Promise<ServiceImage> {
  const folder = posix.normalize(options.manifest.build).replace(/\/$/, '');
  if (folder.startsWith('..') || posix.isAbsolute(folder)) throw outside(options.service, folder);
  const prefix = folder === '.' ? '' : `${folder}/`;
  const inside = options.source.files
    .filter((file) => file.path.startsWith(prefix))
    .map((file) => ({ ...file, path: file.path.slice(prefix.length) }));
  const ignored = ignoreRules(inside.find(({ path }) => path === '.dockerignore')?.content.toString('utf8'));
  // Docker itself takes its own two files along whatever .dockerignore says; they do not reach COPY.
  const files = inside.filter(({ path }) => path === 'Dockerfile' || !ignored.ignores(path));
  const dockerfile = files.find((file) => file.path === 'Dockerfile');
  const bases = checkDockerfile(dockerfile?.content, folder);
  const hash = createHash('sha256');
  for (const base of bases.toSorted()) hash.update(`${base}=${(await findImage(base)) ?? 'missing'};`);
  for (const file of files) {
    hash
      .update(`${file.path.length}:${file.path}:${file.executable ? 'x' : '-'}:${file.content.length}:`)
      .update(file.content);
  }
  const digest = hash.digest('hex');
  const version = `src-${digest.slice(0, 12)}`;
  const tag = `${submissionRepository}:${digest.slice(0, 32)}`;
  const found = await findImage(tag);
  if (found) return { image: found, version, cached: true };
  const outcome = await buildImage({
    tag,
    context: packContext(files),
    buildArgs: { APP_VERSION: version },
    labels: options.labels,
    limits: options.limits,
    onLine: options.onLine,
    signal: options.signal,
  });
  if (outcome.ok) return { image: outcome.image, version, cached: false };
  throw buildFailed(outcome.reason, outcome.tail, options.limits);
}

function outside(service: string, folder: string) {
  return refuse(
    'manifest',
    { en: 'orkestr.yaml cannot be used.', ru: 'orkestr.yaml нельзя использовать.' },
    { en: 'build: is a folder of the repository.', ru: 'build: это папка внутри репозитория.' },
    {
      expected: { en: 'a folder inside the repository', ru: 'папка внутри репозитория' },
      received: `services.${service}.build: ${folder}`,
    },
  );
}

function buildFailed(reason: { code: string; detail: string }, tail: readonly string[], limits: Limits): Ungradable {
  const command = 'docker build .';
  if (reason.code === 'time') {
    return refuse(
      'build-time',
      { en: 'The image build took too long and was ended.', ru: 'Сборка образа шла слишком долго и была прервана.' },
      {
        en: 'The last line shows the step it was in. Does it wait for something that never comes?',
        ru: 'Последняя строка показывает, на каком шаге это случилось. Не ждёт ли он того, что не придёт?',
      },
      {
        expected: { en: `done in ${limits.buildMs / 1000} s`, ru: `завершение за ${limits.buildMs / 1000} с` },
        received: { en: 'still building', ru: 'сборка всё ещё идёт' },
        log: tail,
        command,
      },
    );
  }
  if (reason.code === 'memory') {
    return refuse(
      'build-memory',
      { en: 'A build step ran into its memory limit.', ru: 'Шаг сборки упёрся в предел памяти.' },
      {
        en: 'Build with less parallelism, or in smaller steps.',
        ru: 'Собирайте с меньшим параллелизмом или более мелкими шагами.',
      },
      {
        expected: { en: `at most ${limits.buildMemoryBytes} bytes`, ru: `не больше ${limits.buildMemoryBytes} байт` },
        received: reason.detail,
        log: tail,
        command,
      },
    );
  }
  if (reason.code === 'size') {
    return refuse(
      'image-size',
      { en: 'The built image is too large.', ru: 'Собранный образ слишком велик.' },
      {
        en: 'Copy only what runs into the last stage.',
        ru: 'Копируйте в последнюю стадию только то, что исполняется.',
      },
      {
        expected: { en: `at most ${limits.imageBytes} bytes`, ru: `не больше ${limits.imageBytes} байт` },
        received: reason.detail,
        command,
      },
    );
  }
  return refuse(
    'build-failed',
    { en: 'The image did not build.', ru: 'Образ не собрался.' },
    {
      en: 'The last lines of the build say which step failed and why; the same build runs on your machine.',
      ru: 'В последних строках сборки видно, какой шаг не удался и почему; та же сборка пойдёт и на вашей машине.',
    },
    {
      expected: { en: 'every step of the Dockerfile succeeds', ru: 'все шаги Dockerfile выполняются' },
      received: reason.detail,
      log: tail,
      command,
    },
  );
}
