import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { courseLoader, labLoader, labSchema, trackSchema } from './catalogue/loaders.ts';
import { lessonSchema } from './catalogue/lesson-schema.ts';

const docs = defineCollection({
  loader: glob({ base: process.env['ORKESTR_CONTENT'] ?? '../content', pattern: '{en,ru}/**/*.mdx' }),
  schema: (context) =>
    lessonSchema.transform((lesson) => ({
      ...docsSchema()(context).parse({ title: lesson.title, description: lesson.description }),
      ...lesson,
    })),
});
const tracks = defineCollection({ loader: courseLoader(), schema: trackSchema });
const labs = defineCollection({ loader: labLoader(), schema: labSchema });

export const collections = { docs, tracks, labs };
