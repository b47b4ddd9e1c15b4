import { Refusal } from './refusal.mjs';

const bigintMax = 9_223_372_036_854_775_807n;

/** An id in a path. It stays text: a BIGINT may be larger than a number can be. */
export function pathId(text) {
  if (/^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= bigintMax) return text;
  throw new Refusal(400, 'invalid_id', 'An id is a positive whole number.');
}

/** Fields of a new task. */
export function newTask(body) {
  return read(body, (field) => ({ title: field('title', title, true), priority: field('priority', priority) ?? 3 }));
}

/** Fields of a PATCH, at least one. */
export function changes(body) {
  const found = read(body, (field) => ({
    done: field('done', done),
    priority: field('priority', priority),
    title: field('title', title),
  }));
  const wanted = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  if (Object.keys(wanted).length === 0)
    throw invalid([{ message: 'one of title, priority, done is needed', field: '' }]);
  return wanted;
}

/** Ids of the bulk call. */
export function idList(body) {
  return read(body, (field) => field('ids', ids, true));
}

/** Query of the list. */
export function listQuery(parameters) {
  const problems = [];
  const limit = parameters.get('limit') ?? '50';
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 200) {
    problems.push({ message: 'from 1 to 200', field: 'limit' });
  }
  const wanted = parameters.get('done');
  if (wanted !== null && wanted !== 'true' && wanted !== 'false') {
    problems.push({ message: 'true or false', field: 'done' });
  }
  if (problems.length > 0) throw invalid(problems);
  const done = wanted === null ? null : wanted === 'true';
  return { limit: Number(limit), done, after: parameters.has('cursor') ? readCursor(parameters.get('cursor')) : null };
}

/** Where a page ended: creation time in microseconds, and id. */
export function writeCursor({ micros, id }) {
  return Buffer.from(`${micros}/${id}`).toString('base64url');
}

function readCursor(text) {
  const [, micros, id] = /^(\d{1,18})\/(\d{1,18})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (micros === undefined) throw new Refusal(400, 'invalid_cursor', 'This cursor is none of ours.');
  return { micros, id };
}

function read(body, pick) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ message: 'an object is needed', field: '' }]);
  }
  const problems = [];
  const result = pick((name, rule, needed = false) => {
    if (!Object.hasOwn(body, name)) {
      if (needed) problems.push({ message: 'is needed', field: name });
      return undefined;
    }
    const { problem, value } = rule(body[name]);
    if (problem) problems.push({ message: problem, field: name });
    return value;
  });
  if (problems.length > 0) throw invalid(problems);
  return result;
}

function title(given) {
  if (typeof given !== 'string') return { problem: 'must be text' };
  const value = given.trim();
  const length = [...value].length;
  if (length < 1 || length > 200) return { problem: 'must have 1 to 200 characters' };
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) return { problem: 'must be free of control characters' };
  return { value };
}

function priority(value) {
  return Number.isInteger(value) && value >= 1 && value <= 5 ? { value } : { problem: 'must be one of 1, 2, 3, 4, 5' };
}

function done(value) {
  return typeof value === 'boolean' ? { value } : { problem: 'must be true or false' };
}

function ids(value) {
  if (!Array.isArray(value) || value.length < 1 || value.length > 100) return { problem: 'must be a list of 1 to 100' };
  if (!value.every(Number.isSafeInteger)) return { problem: 'must be whole numbers' };
  if (new Set(value).size < value.length) return { problem: 'must be different from one another' };
  return { value };
}

function invalid(details) {
  return new Refusal(422, 'validation_failed', 'Some of it cannot be accepted.', { details });
}
