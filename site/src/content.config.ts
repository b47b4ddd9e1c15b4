import { defineCollection } from 'astro:content';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { lessonSchema } from './catalogue/lesson-schema.ts';
import { courseLoader, labLoader, labSchema, trackSchema } from './catalogue/loaders.ts';

const docs = defineCollection({
  loader: glob({ base: '../content', pattern: '{en,ru}/**/*.mdx' }),
  schema: (context) =>
    lessonSchema.transform((lesson) => ({
      ...docsSchema()(context).parse({ title: lesson.title, description: lesson.description }),
      ...lesson,
    })),
});
const tracks = defineCollection({ loader: courseLoader(), schema: trackSchema });
const labs = defineCollection({ loader: labLoader(), schema: labSchema });
/** Starlight asks for its words; the site brings its own, so there are none. */
const i18n = defineCollection({
  loader: {
    name: 'no-words',
    load: async ({ store }) => {
      for (const id of ['en', 'ru']) store.set({ id, data: {} });
    },
  },
  schema: i18nSchema(),
});

export const collections = { docs, tracks, labs, i18n };
