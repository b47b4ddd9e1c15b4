import { z } from 'zod';

/** Frontmatter of a lesson or glossary page. Strict: an unknown key fails the build by name. */
export const lessonSchema = z.strictObject({
  title: z.string().min(1).max(90).describe('In plain words; it is the h1'),
  description: z.string().min(1).max(300).describe('One or two sentences for lists, search and the head of the page'),
  minutes: z.number().int().min(1).max(40).describe('Honest reading time'),
  lab: z.string().optional().describe('Slug of the lab this lesson teaches, in the same track'),
});
