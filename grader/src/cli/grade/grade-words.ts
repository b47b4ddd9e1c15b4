import type { Text } from '../../contract/index.ts';

/** What `orkestr grade` itself says, beside the transcript. */
export const gradeWords = {
  stopping: {
    en: 'Stopping: containers and networks are being removed. Another Ctrl-C does not skip this.',
    ru: 'Останавливаемся: убираем контейнеры и сети. Повторный Ctrl-C этого не пропустит.',
  },
  stillStopping: (what: string): Text => ({
    en: `Still cleaning up${what ? `: ${what}` : ''}.`,
    ru: `Уборка ещё идёт${what ? `: ${what}` : ''}.`,
  }),
  interrupted: {
    en: 'Interrupted. Everything that was started has been removed.',
    ru: 'Прервано. Всё, что было запущено, убрано.',
  },
  kept: (ids: readonly string[]): Text => {
    const remove = ids.map((id) => `docker rm -fv $(docker ps -aq --filter label=orkestr.attempt=${id})`).join('\n  ');
    return {
      en: `The containers were left running. Look: docker ps --filter label=orkestr.attempt\nRemove them with:\n  ${remove}`,
      ru: `Контейнеры оставлены. Посмотреть: docker ps --filter label=orkestr.attempt\nУбрать их:\n  ${remove}`,
    };
  },
};
