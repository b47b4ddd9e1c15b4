import { type CollectionEntry, getCollection, getEntry } from 'astro:content';
import type { LabView, Language } from 'orkestr/contract';

/** A lesson as lists show it. */
export interface LessonLink {
  slug: string;
  href: string;
  title: string;
  description: string;
  minutes: number;
}

/** One measure of the score: a lesson, the lab that grades it, or both. */
export interface Measure {
  lesson?: LessonLink | undefined;
  lab?: LabView | undefined;
}

/** The lessons and labs of a track in teaching order, each lab beside the lesson that teaches it. */
export async function measures(trackSlug: string, language: Language): Promise<Measure[]> {
  const track = (await getEntry('tracks', trackSlug))!.data;
  const labs = (await getCollection('labs', ({ data }) => data.track === trackSlug)).map(({ data }) => data);
  const lessons = await Promise.all(
    track.lessons.map(async (slug) =>
      link(slug, await getEntry('docs', `${language}/${trackSlug}/${slug}`), trackSlug, language),
    ),
  );
  const known = lessons.filter((lesson) => lesson !== undefined);
  const taught = known.map((lesson): Measure => ({ lesson, lab: labs.find((lab) => lab.lesson === lesson.slug) }));
  const alone = labs.filter((lab) => !taught.some((measure) => measure.lab === lab)).map((lab): Measure => ({ lab }));
  return [...taught, ...alone];
}

function link(
  slug: string,
  entry: CollectionEntry<'docs'> | undefined,
  track: string,
  language: Language,
): LessonLink | undefined {
  if (!entry) return undefined;
  const { title, description, minutes } = entry.data;
  return { slug, href: `/${language}/${track}/${slug}/`, title, description, minutes };
}
