import { getEntry } from 'astro:content';
import { parseGlossary } from './parse-glossary.ts';

/**
 * The hover text of a term.
 *
 * @throws when the glossary of that language has no such id; `page` says where it was asked for
 */
export async function glossaryEntry(language: 'en' | 'ru', id: string, page: string): Promise<string> {
  const entry = await getEntry('docs', `${language}/glossary`);
  const terms = parseGlossary(entry?.body ?? '');
  const definition = terms.get(id);
  if (definition === undefined) {
    throw new Error(
      `${page}: <Term id="${id}"> is not in content/${language}/glossary.mdx. It has: ${[...terms.keys()].join(', ')}.`,
    );
  }
  return definition;
}
