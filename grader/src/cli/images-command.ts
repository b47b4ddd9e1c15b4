import { inLanguage, type Language } from '../contract/index.ts';
import { displayWidth, inert, padTo, shapes } from '../report/index.ts';
import { ensureImages, imageRecipes, listImages, removeImages } from '../stack/images/index.ts';
import { exitCodes } from './exit-codes.ts';
import { gradeWords } from './grade/grade-words.ts';
import { findUnknownImage } from './image-names.ts';
import { onInterruption } from './interruption.ts';
import { paintFor, type Terminal } from './terminal.ts';

const imageWords = {
  en: {
    state: { missing: 'missing', current: 'ready', outdated: 'outdated', foreign: 'official' },
    standIn: 'stand-in made here',
    removed: 'removed',
    kept: 'still in use',
    none: 'There was nothing of ours to remove.',
    ready: 'All images are ready.',
  },
  ru: {
    state: { missing: 'нет', current: 'готов', outdated: 'устарел', foreign: 'официальный' },
    standIn: 'замена, собранная здесь',
    removed: 'убран',
    kept: 'ещё используется',
    none: 'Убирать было нечего: наших образов нет.',
    ready: 'Все образы готовы.',
  },
};

/**
 * `orkestr images list | build | remove`. Progress of a build goes to stderr.
 *
 * @throws UnknownName for an image nobody knows; ImageError when one cannot be had
 */
export async function imagesCommand(
  action: 'list' | 'build' | 'remove',
  names: readonly string[],
  options: { format: string; lang: Language },
  terminal: Terminal,
): Promise<number> {
  const t = imageWords[options.lang];
  const json = options.format === 'json';
  const print = (value: unknown, lines: readonly string[]) => {
    terminal.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''));
  };
  if (action === 'remove') {
    const removed = await removeImages();
    const lines = removed.map(({ name, removed: gone, reason }) =>
      gone ? `${shapes.passed} ${name} ${t.removed}` : `${shapes.failed} ${name} ${t.kept}: ${inert(reason ?? '')}`,
    );
    print(removed, lines.length > 0 ? lines : [t.none]);
    return removed.every(({ removed: gone }) => gone) ? exitCodes.passed : exitCodes.failed;
  }
  if (action === 'build') {
    findUnknownImage(names);
    const paint = paintFor(terminal.stderr, terminal.env);
    using interruption = onInterruption((request) => {
      const text = request === 1 ? gradeWords.stopping : gradeWords.stillStopping('');
      terminal.stderr.write(`${inLanguage(text, options.lang)}\n`);
    });
    const wanted = names.length > 0 ? names : imageRecipes.map(({ name }) => name);
    try {
      await ensureImages(
        wanted,
        ({ image, line }) =>
          terminal.stderr.write(`${paint('speaker', image)} ${paint('quiet', '│')} ${inert(line)}\n`),
        { signal: interruption.signal },
      );
    } catch (error) {
      if (interruption.signal.aborted) return exitCodes.interrupted;
      throw error;
    }
    if (!json) terminal.stderr.write(`${t.ready}\n`);
  }
  const images = await listImages();
  const nameWidth = Math.max(...images.map(({ name }) => displayWidth(name)));
  const stateWidth = Math.max(...images.map(({ state }) => displayWidth(t.state[state])));
  print(
    images,
    images.map(({ name, state, standIn, sizeBytes }) => {
      const mark = state === 'missing' ? shapes.failed : state === 'outdated' ? shapes.errored : shapes.passed;
      const size = sizeBytes === null ? '' : `${Math.round(sizeBytes / 1e6)} MB`;
      return `${mark} ${padTo(name, nameWidth)}  ${padTo(t.state[state], stateWidth)}  ${size.padStart(7)}  ${standIn ? t.standIn : ''}`.trimEnd();
    }),
  );
  return exitCodes.passed;
}
