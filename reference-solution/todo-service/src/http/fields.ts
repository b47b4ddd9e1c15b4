import { type ErrorDetail, invalidJson, validationFailed } from './api-error.ts';

/** What a field must be. `parse` returns the value to work with, `undefined` when it is not acceptable. */
export interface Rule<Value> {
  parse: (given: unknown) => Value | undefined;
  /** Goes on after "must be". */
  mustBe: string;
}

/** Reads named fields of a body or a query and gathers what is wrong: the client hears of all its mistakes at once. */
export class Fields {
  readonly #source: Record<string, unknown>;
  readonly #problems: ErrorDetail[] = [];

  constructor(source: Record<string, unknown>) {
    this.#source = source;
  }

  /** `undefined` when it is not there, or is wrong. */
  optional<Value>(field: string, rule: Rule<Value>): Value | undefined {
    const given = this.#source[field];
    if (given === undefined) return undefined;
    const value = rule.parse(given);
    if (value === undefined) this.reject(field, `must be ${rule.mustBe}`);
    return value;
  }

  /** As `optional`, but its absence is a mistake too. */
  required<Value>(field: string, rule: Rule<Value>): Value | undefined {
    if (this.#source[field] === undefined) this.reject(field, 'is required');
    return this.optional(field, rule);
  }

  reject(field: string, message: string): void {
    this.#problems.push({ field, message });
  }

  /** @throws ApiError 422 that names every field that was wrong */
  finish(): void {
    if (this.#problems.length > 0) throw validationFailed(this.#problems);
  }
}

/** The fields of a JSON body. @throws ApiError 400 when there is no body, 422 when it is no object */
export function bodyFields(body: unknown): Fields {
  if (body === undefined) throw invalidJson();
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return new Fields({ ...body });
  throw validationFailed([{ field: 'body', message: 'must be a JSON object' }]);
}

/** The fields of a query string: texts, or lists of texts where a name is repeated. */
export function queryFields(query: unknown): Fields {
  return new Fields({ ...(query as object) });
}
