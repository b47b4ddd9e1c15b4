import { z } from 'zod';
import { labViewSchema } from './api.ts';
import { courseSchema } from './course.ts';

/** A lab as `orkestr labs list --format json` gives it: its page's data, and what its authors need besides. */
export const catalogueLabSchema = labViewSchema.extend({
  services: z.array(z.string()).describe('Names in orkestr.yaml; the first is the one checks talk to'),
  checks: z.array(
    labViewSchema.shape.checks.element.extend({
      slug: z.string(),
      section: z.string().nullable().describe('Anchor in the lesson that teaches it, the same in every language'),
      lesson: z.string().describe('track/lesson#section'),
    }),
  ),
  mutants: z.array(
    labViewSchema.shape.mutants.element.extend({
      mayFail: z.array(z.string()).describe('Ids of checks that may fail besides'),
    }),
  ),
  variants: z.array(z.string()).describe('Honest services, written apart from the reference, that pass as well'),
});
export type CatalogueLab = z.infer<typeof catalogueLabSchema>;

/** What `orkestr labs list --format json` prints: everything static pages about labs are made from. */
export const catalogueSchema = z.object({
  version: z.literal(1),
  course: courseSchema,
  labs: z.array(catalogueLabSchema).describe('In teaching order'),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
