import { z } from 'zod';
import { textSchema } from './text.ts';

const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);

/** One track of `content/course.yaml`: its texts, and its lessons and labs in teaching order. */
export const trackSchema = z.strictObject({
  slug,
  title: textSchema,
  summary: textSchema.describe('One or two sentences'),
  reference: z.string().describe('Folder of the finished system, relative to the repository'),
  starter: z.string().describe('Folder a learner begins with, relative to the repository'),
  lessons: z.array(slug).min(1),
  labs: z.array(slug).min(1),
});
export type Track = z.infer<typeof trackSchema>;

/** `content/course.yaml`. */
export const courseSchema = z.strictObject({ title: textSchema, tracks: z.array(trackSchema).min(1) });
export type Course = z.infer<typeof courseSchema>;
