import * as z from 'zod';
import { Problem } from './problem.ts';

const title = z
  .string()
  .trim()
  .min(1)
  .refine((text) => Array.from(text).length <= 200, 'is longer than 200')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  .refine((text) => !/[\u0000-\u001f\u007f-\u009f]/.test(text), 'has control characters');
const priority = z.int().min(1).max(5);

/** Body of `POST /tasks`. */
export const newTask = z.object({ title, priority: priority.default(3) });

/** Body of `PATCH /tasks/:id`. */
export const patch = z
  .object({ title, priority, done: z.boolean() })
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, 'name a field to change');

/** Body of `POST /tasks/complete`. */
export const bulk = z.object({
  ids: z
    .array(z.int())
    .min(1)
    .max(100)
    .refine((ids) => new Set(ids).size === ids.length, 'repeats an id'),
});

/** Query of `GET /tasks`. */
export const page = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= 200, 'is more than 200')
    .default(50),
  done: z.enum(['true', 'false']).optional(),
  cursor: z.string().optional(),
});

/** `value` as `schema` has it. @throws Problem 422 that names each field */
export function accept<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
  throw new Problem(422, 'validation_failed', 'Unprocessable Content', { details });
}

/** An id from a path. What is a number but too large names no task, and is left to the database's answer: none. */
export function taskId(text: string | undefined): number {
  if (!/^\d+$/.test(text ?? '')) throw new Problem(400, 'invalid_id', `An id looks like 42`);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

/** A place in the list: `k5qzt0u1c-2s`, two numbers in base 36. */
export const cursor = {
  write: (at: { micros: number; id: number }) => `${at.micros.toString(36)}-${at.id.toString(36)}`,
  read(text: string) {
    const [, micros, id] = /^([0-9a-z]{1,11})-([0-9a-z]{1,10})$/.exec(text) ?? [];
    if (!micros || !id) throw new Problem(400, 'invalid_cursor', 'Take the cursor from next_cursor');
    return { micros: Number.parseInt(micros, 36), id: Number.parseInt(id, 36) };
  },
};
