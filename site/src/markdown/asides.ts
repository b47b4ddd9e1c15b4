import { defineMdastPlugin } from 'satteri';
import { languageOf } from './language-of.ts';

const titles = {
  note: { en: 'Note', ru: 'Заметка' },
  tip: { en: 'Worth knowing', ru: 'Полезно знать' },
  caution: { en: 'Careful', ru: 'Осторожно' },
  danger: { en: 'Danger', ru: 'Опасно' },
} as const;

/** `:::note[Title]` … `:::` becomes an aside with a heading. Kinds: note, tip, caution, danger. */
export const asides = ({ fileURL }: { fileURL?: URL | undefined }) =>
  defineMdastPlugin({
    name: 'asides',
    containerDirective(node, ctx) {
      const title = titles[node.name as keyof typeof titles];
      if (!title) {
        const where = fileURL?.pathname.split('/content/').at(-1) ?? 'a lesson';
        throw new Error(`${where}: ":::${node.name}" is no aside. Known: ${Object.keys(titles).join(', ')}.`);
      }
      const children = [...node.children];
      const first = children[0];
      let words = title[languageOf(fileURL)] as string;
      if (first?.type === 'paragraph' && (first.data as { directiveLabel?: boolean } | undefined)?.directiveLabel) {
        words = ctx.textContent(first);
        children.shift();
      }
      return {
        type: 'paragraph',
        data: { hName: 'aside', hProperties: { class: `aside aside-${node.name}`, 'aria-label': words } },
        children: [
          {
            type: 'paragraph',
            data: { hName: 'p', hProperties: { class: 'aside-title', 'aria-hidden': 'true' } },
            children: [{ type: 'text', value: words }],
          },
          { type: 'paragraph', data: { hName: 'div' }, children },
        ],
        // satteri renders what has `hName` as that element; mdast's types know only paragraphs of phrasing content.
      } as never;
    },
  });
