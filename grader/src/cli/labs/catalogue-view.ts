import type { CatalogueLab } from '../../contract/index.ts';
import { type LabEntry, labView } from '../../lab/index.ts';

/** A lab as data: everything but its functions. */
export function catalogueLab(entry: LabEntry): CatalogueLab {
  const view = labView(entry);
  const { lab, mutants, variants, track } = entry;
  return {
    ...view,
    services: [...lab.services],
    checks: view.checks.map((check, index) => {
      const { slug, section } = lab.checks[index] ?? { slug: '' };
      const lesson = `${track.slug}/${lab.lesson}${section ? `#${section}` : ''}`;
      return { ...check, slug, section: section ?? null, lesson };
    }),
    mutants: view.mutants.map((mutant, index) => ({
      ...mutant,
      mayFail: (mutants[index]?.mayFail ?? []).map((slug) => `${view.id}.${slug}`),
    })),
    variants: variants.map(({ name }) => name),
  };
}
