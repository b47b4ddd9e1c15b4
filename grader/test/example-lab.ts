import type { LabEntry } from '../src/lab/catalogue.ts';
import { defineLab } from '../src/lab/define.ts';

const text = (words: string) => ({ en: words, ru: words });

/** A catalogue of two labs, as `loadCatalogue` gives it, without any files behind it. */
export function exampleCatalogue(): LabEntry[] {
  return ['health', 'metrics'].map((slug) => {
    const lab = defineLab({
      slug,
      track: 'todo',
      title: text(slug),
      summary: text(`About ${slug}`),
      deliver: [text('A service')],
      minutes: 45,
      needs: ['postgres'],
      services: ['todo-service'],
      lesson: slug,
      checks: [
        {
          slug: 'live-shape',
          title: text('Liveness answers'),
          property: text('It answers'),
          deadlineMs: 5_000,
          failures: {},
          run: async () => undefined,
        },
      ],
    });
    const track = {
      slug: 'todo',
      title: text('Todo'),
      summary: text('One service'),
      reference: 'reference-solution/todo-service',
      starter: 'labs/todo/starter',
      lessons: ['health'],
      labs: ['health', 'metrics'],
    };
    const mutants = [
      { name: 'ready-always', mistake: text('Says ready without asking'), edits: [], fails: ['live-shape'] },
    ];
    return { id: `todo/${slug}`, track, lab, mutants, variants: [], reference: 'reference-solution/todo-service' };
  });
}
