import type { Rule } from '../http/fields.ts';

export const MAX_TAGS = 10;

export const TITLE: Rule<string> = {
  mustBe: '1-200 characters, none of them a control character',
  parse(given) {
    if (typeof given !== 'string') return undefined;
    // #region title
    const title = given.trim();
    // Counted as PostgreSQL counts, in code points: an emoji is one of them, but two in `length`.
    const isRightLength = title.length > 0 && [...title].length <= 200;
    // #endregion title
    return isRightLength && isPrintable(title) ? title : undefined;
  },
};

export const PRIORITY: Rule<number> = {
  mustBe: 'a whole number from 1 to 5',
  parse: (given) => (Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 5 ? Number(given) : undefined),
};

export const DONE: Rule<boolean> = {
  mustBe: 'true or false',
  parse: (given) => (typeof given === 'boolean' ? given : undefined),
};

export const TAG: Rule<string> = {
  mustBe: '1-32 of a-z, 0-9 and -',
  parse: (given) => (typeof given === 'string' && /^[a-z0-9-]{1,32}$/.test(given) ? given : undefined),
};

/** Sorted and without repeats, so that equal sets of tags are equal lists. */
export const TAGS: Rule<string[]> = {
  mustBe: `a list of at most ${MAX_TAGS} tags, each ${TAG.mustBe}`,
  parse(given) {
    if (!Array.isArray(given) || !given.every((tag) => TAG.parse(tag))) return undefined;
    const tags = [...new Set<string>(given)].sort();
    return tags.length <= MAX_TAGS ? tags : undefined;
  },
};

/** Without control characters and halves of UTF-16 pairs: they are no text, and PostgreSQL refuses some of them. */
export function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}
