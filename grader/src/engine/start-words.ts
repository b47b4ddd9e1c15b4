import type { Localizable, Text } from '../contract/index.ts';
import type { HttpAnswer } from '../lab/index.ts';
import type { Listener } from '../stack/listeners.ts';

interface StartWords {
  message: Text;
  hint: Text;
  expected: Localizable;
  received: Localizable;
  command?: string;
}

/** What is said when a service does not come up: cause first, then what to look at. */
export const startWords = {
  exited: (exitCode: number, oomKilled: boolean): StartWords => ({
    message: { en: 'The service ended before it was ready.', ru: 'Сервис завершился, не успев стать готовым.' },
    hint: oomKilled
      ? {
          en: 'The kernel ended it because it took more memory than its limit.',
          ru: 'Его завершило ядро: он занял больше памяти, чем разрешено.',
        }
      : {
          en: 'Its own last lines say why. Run the image with the same environment to see it.',
          ru: 'Причина в его последних строках. Запустите образ с тем же окружением, чтобы увидеть её.',
        },
    expected: { en: 'a process that keeps running', ru: 'процесс, который продолжает работать' },
    received: oomKilled
      ? { en: `killed for memory (exit code ${exitCode})`, ru: `убит из-за памяти (код выхода ${exitCode})` }
      : { en: `exit code ${exitCode}`, ru: `код выхода ${exitCode}` },
    command: 'docker run --rm -e PORT=8080 -e DATABASE_URL=… IMAGE',
  }),

  neverReady: (answer: HttpAnswer, deadlineMs: number): StartWords => {
    const described = answer.describe();
    const [en, ru] = typeof described === 'string' ? [described, described] : [described.en, described.ru];
    return {
      message: { en: 'The service runs but never became ready.', ru: 'Сервис работает, но так и не стал готов.' },
      hint: {
        en: 'The database was there and migrated. What does /ready still wait for?',
        ru: 'База данных была на месте и с миграциями. Чего ещё ждёт /ready?',
      },
      expected: { en: `200 from /ready within ${deadlineMs / 1000} s`, ru: `200 от /ready за ${deadlineMs / 1000} с` },
      received: { en: `last answer: ${en}`, ru: `последний ответ: ${ru}` },
      command: answer.command,
    };
  },

  loopbackOnly: (port: number): StartWords => ({
    message: {
      en: 'The service listens on the loopback address only: nobody outside its container can reach it.',
      ru: 'Сервис слушает только loopback: снаружи контейнера до него не достучаться.',
    },
    hint: {
      en: 'Listen on 0.0.0.0 (or ::). Many frameworks take localhost unless told otherwise.',
      ru: 'Слушайте 0.0.0.0 (или ::). Многие фреймворки по умолчанию берут localhost.',
    },
    expected: `0.0.0.0:${port}`,
    received: `127.0.0.1:${port}`,
  }),

  wrongPort: (port: number, listeners: readonly Listener[]): StartWords => ({
    message: { en: 'The service listens on another port.', ru: 'Сервис слушает другой порт.' },
    hint: {
      en: 'Read the port from PORT, or write the right one into `port:` of orkestr.yaml.',
      ru: 'Читайте порт из переменной PORT или укажите нужный в `port:` файла orkestr.yaml.',
    },
    expected: { en: `something listening on port ${port}`, ru: `кто-то слушает порт ${port}` },
    received: {
      en: `listening: ${listeners.map(({ address, port: other }) => `${address}:${other}`).join(', ')}`,
      ru: `слушают: ${listeners.map(({ address, port: other }) => `${address}:${other}`).join(', ')}`,
    },
  }),

  notListening: (port: number, deadlineMs: number): StartWords => ({
    message: { en: 'The service runs but listens on no port.', ru: 'Сервис работает, но не слушает ни одного порта.' },
    hint: {
      en: 'Its own last lines show how far it came. Listening must not wait for the database.',
      ru: 'Последние строки лога показывают, докуда он дошёл. Открывать порт нужно, не дожидаясь базы данных.',
    },
    expected: {
      en: `listening on port ${port} within ${deadlineMs / 1000} s`,
      ru: `порт ${port} открыт за ${deadlineMs / 1000} с`,
    },
    received: { en: 'no listening socket', ru: 'ни одного слушающего сокета' },
  }),
};
