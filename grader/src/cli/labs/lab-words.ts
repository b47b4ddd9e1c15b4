import type { Language } from '../../contract/index.ts';

/** The words of `orkestr labs`. */
export const labWords: Record<
  Language,
  {
    minutes: (minutes: number) => string;
    more: string;
    deliver: string;
    checks: string;
    needs: string;
    lesson: string;
    hidden: string;
    grade: string;
  }
> = {
  en: {
    minutes: (minutes) => `about ${minutes} min`,
    more: 'One lab in full: npx orkestr labs show LAB',
    deliver: 'What to deliver',
    checks: 'What is checked',
    needs: 'Runs beside',
    lesson: 'Lesson',
    hidden: 'hidden: its evidence is shown from the second failure on',
    grade: 'Grade it',
  },
  ru: {
    minutes: (minutes) => `около ${minutes} мин`,
    more: 'Подробно об одной: npx orkestr labs show LAB',
    deliver: 'Что сдать',
    checks: 'Что проверяется',
    needs: 'Рядом работают',
    lesson: 'Урок',
    hidden: 'скрытая: что она увидела, видно со второй неудачи',
    grade: 'Проверить',
  },
};
