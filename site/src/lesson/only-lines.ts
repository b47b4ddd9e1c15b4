import type { ShikiTransformer } from 'shiki';
import type { Region } from './region.ts';

type Child = { type: string; value?: string; children?: Child[] };

/**
 * Shows only the region's lines of a file that was highlighted whole: a method cut out of its class would be coloured as
 * something else.
 */
export function onlyLines({ lines, indent }: Region): ShikiTransformer {
  return {
    name: 'only-lines',
    code(node) {
      const all = node.children.filter((child) => child.type === 'element');
      const kept = lines.flatMap((index) => all[index] ?? []);
      for (const line of kept) dropStart(line as Child, indent);
      node.children = kept.flatMap((line, index) =>
        index > 0 ? [{ type: 'text' as const, value: '\n' }, line] : [line],
      );
    },
  };
}

/** Takes `count` characters from the beginning of a line, whichever tokens they are in. */
function dropStart(node: Child, count: number): number {
  if (node.value !== undefined) {
    const taken = Math.min(count, node.value.length);
    node.value = node.value.slice(taken);
    return count - taken;
  }
  let left = count;
  for (const child of node.children ?? []) {
    if (left === 0) break;
    left = dropStart(child, left);
  }
  return left;
}
