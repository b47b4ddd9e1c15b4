import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new id of an attempt: 12 letters and digits that are not mistaken for each other, 60 bits of chance. */
export function newAttemptId(): string {
  return Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
}
