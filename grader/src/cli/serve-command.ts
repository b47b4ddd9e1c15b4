import { once } from 'node:events';
import { inLanguage, type Language } from '../contract/index.ts';
import { ServeError, StoreError, serve } from '../server/index.ts';
import { exitCodes } from './exit-codes.ts';
import { gradingMeans } from './grading-means.ts';
import { onInterruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

const serveWords = {
  serving: (address: string) => ({
    en: `Serving on ${address} (Ctrl-C ends it)`,
    ru: `Работает на ${address} (Ctrl-C завершит)`,
  }),
  ending: {
    en: 'Ending: what is being graded is cancelled and cleaned up.',
    ru: 'Завершаемся: текущая проверка прерывается, за ней идёт уборка.',
  },
  stillEnding: { en: 'Still cleaning up.', ru: 'Уборка ещё идёт.' },
};

/**
 * `orkestr serve`: the site and the grading service, until a signal comes; then it closes in order and ends with 0. A port or
 * data folder that cannot be used is wrong usage.
 */
export async function serveCommand(
  options: { port: number; data?: string; lang: Language },
  terminal: Terminal,
): Promise<number> {
  const say = (text: { en: string; ru: string }) => terminal.stderr.write(`${inLanguage(text, options.lang)}\n`);
  using interruption = onInterruption((request) => say(request === 1 ? serveWords.ending : serveWords.stillEnding));
  try {
    const server = await serve({
      port: options.port,
      means: gradingMeans,
      logLevel: terminal.env.LOG_LEVEL || 'warn',
      ...(options.data === undefined ? {} : { dataFolder: options.data }),
    });
    say(serveWords.serving(server.address));
    if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
    await server.close();
    return exitCodes.passed;
  } catch (error) {
    if (!(error instanceof ServeError || error instanceof StoreError)) throw error;
    terminal.stderr.write(`orkestr: ${error.message}\n`);
    return exitCodes.usage;
  }
}
