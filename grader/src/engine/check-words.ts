import type { Localizable, Text } from '../contract/index.ts';

interface Words {
  message: Text;
  hint: Text;
  expected: Localizable;
  received: Localizable;
}

/** What is said of a check when it was not the check itself that spoke. */
export const checkWords = {
  deadline: (deadlineMs: number): Words => ({
    message: { en: 'The check ran out of time.', ru: 'Проверке не хватило времени.' },
    hint: {
      en: 'The last request of the transcript shows what it was waiting for.',
      ru: 'Последний запрос в протоколе показывает, чего она ждала.',
    },
    expected: { en: `done within ${deadlineMs / 1000} s`, ru: `завершение за ${deadlineMs / 1000} с` },
    received: { en: 'still going on', ru: 'всё ещё идёт' },
  }),

  schema: (answer: string): Words => ({
    message: {
      en: 'The database does not have a table or column that the contract names.',
      ru: 'В базе данных нет таблицы или столбца, названных в контракте.',
    },
    hint: {
      en: 'Compare your migrations with the data section of the track: names are part of the contract.',
      ru: 'Сверьте миграции с разделом о данных: имена там часть контракта.',
    },
    expected: { en: 'the published names', ru: 'опубликованные имена' },
    received: answer,
  }),

  cancelled: { en: 'Grading was cancelled.', ru: 'Проверка отменена.' },

  ours: {
    en: 'The platform failed here, not your service. This does not count.',
    ru: 'Здесь подвела платформа, а не ваш сервис. Это не засчитывается.',
  },
};
