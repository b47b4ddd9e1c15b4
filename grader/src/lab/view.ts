import type { LabView } from '../contract/index.ts';
import type { LabEntry } from './catalogue.ts';

/** The lab as its page and the API show it before the first try: everything but the functions. */
export function labView({ id, track, lab, mutants }: LabEntry): LabView {
  return {
    id,
    track: track.slug,
    slug: lab.slug,
    title: lab.title,
    summary: lab.summary,
    deliver: [...lab.deliver],
    minutes: lab.minutes,
    needs: [...lab.needs],
    lesson: lab.lesson,
    checks: lab.checks.map((check) => ({
      id: `${id}.${check.slug}`,
      title: check.title,
      property: check.property,
      deadlineMs: check.deadlineMs,
      hidden: check.hidden ?? false,
    })),
    mutants: mutants.map(({ name, mistake, fails }) => ({
      name,
      mistake,
      fails: fails.map((slug) => `${id}.${slug}`),
    })),
  };
}
