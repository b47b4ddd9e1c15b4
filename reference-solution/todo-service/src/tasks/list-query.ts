import { queryFields, type Rule } from '../http/fields.ts';
import { decodeCursor, type Position } from './cursor.ts';
import { isPrintable, TAG } from './rules.ts';

/** What `GET /tasks` asks for. */
export interface ListQuery {
  limit: number;
  after?: Position;
  done?: boolean;
  tags: string[];
  search?: string;
}

const LIMIT: Rule<number> = {
  mustBe: 'a whole number from 1 to 200',
  parse(given) {
    const value = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : 0;
    return value >= 1 && value <= 200 ? value : undefined;
  },
};

const DONE: Rule<boolean> = {
  mustBe: 'true or false',
  parse: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
};

const TAGS: Rule<string[]> = {
  mustBe: `1-32 of a-z, 0-9 and -, each time it is given`,
  parse(given) {
    const tags = [given].flat();
    return tags.every((tag) => TAG.parse(tag)) ? (tags as string[]) : undefined;
  },
};

const SEARCH: Rule<string> = {
  mustBe: '1-100 characters, none of them a control character',
  parse(given) {
    if (typeof given !== 'string' || given === '' || [...given].length > 100) return undefined;
    return isPrintable(given) ? given : undefined;
  },
};

/** @throws ApiError 422 that names the parameters, 400 for a cursor that is none */
export function readListQuery(query: unknown): ListQuery {
  const fields = queryFields(query);
  const limit = fields.optional('limit', LIMIT) ?? 50;
  const done = fields.optional('done', DONE);
  const tags = fields.optional('tag', TAGS) ?? [];
  const search = fields.optional('search', SEARCH);
  fields.finish();
  const { cursor } = query as { cursor?: unknown };
  return { limit, after: cursor === undefined ? undefined : decodeCursor(cursor), done, tags, search };
}
