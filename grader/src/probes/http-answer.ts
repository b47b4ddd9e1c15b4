import type { Localizable } from '../contract/index.ts';
import type { HttpAnswer } from '../lab/index.ts';

const maximalDepth = 64;
const shownLetters = 160;

/** The answer as checks see it, from what was read. */
export function answerOf(read: Omit<HttpAnswer, 'json' | 'describe'>): HttpAnswer {
  return { ...read, json: () => boundedJson(read.body), describe: () => describe(read) };
}

/**
 * JSON of a learner's service: `undefined` when it is none, or nested deeper than 64. A key called `__proto__` is an
 * ordinary one here; do not copy such objects with `Object.assign`.
 */
export function boundedJson(text: string): unknown {
  if (nesting(text) > maximalDepth) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deep brackets go outside of strings; counted before parsing, because the parser itself recurses. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (quoted) {
      if (letter === '\\') index++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth--;
  }
  return deepest;
}

function describe({ status, body, problem }: Pick<HttpAnswer, 'status' | 'body' | 'problem'>): Localizable {
  if (status === 0) return problem?.text ?? { en: 'no answer', ru: 'нет ответа' };
  const line = body.replace(/\s+/g, ' ').trim();
  const shown = line.length > shownLetters ? `${line.slice(0, shownLetters)}…` : line;
  const answer = `${status} ${shown}`.trim();
  if (!problem) return answer;
  const { text } = problem;
  return typeof text === 'string'
    ? `${answer} (${text})`
    : { en: `${answer} (${text.en})`, ru: `${answer} (${text.ru})` };
}
