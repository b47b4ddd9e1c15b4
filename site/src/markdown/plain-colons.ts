import { defineMdastPlugin } from 'satteri';

type Written = { name: string; children: readonly unknown[] };

function asWritten(colons: string, node: Written) {
  const before = { type: 'text', value: `${colons}${node.name}${node.children.length > 0 ? '[' : ''}` };
  const after = node.children.length > 0 ? [{ type: 'text', value: ']' }] : [];
  return [before, ...node.children, ...after] as never[];
}

/**
 * Gives back the text of `12:30` or `host:port`, which the syntax of directives would swallow. Only `:::name` blocks
 * mean something on this site.
 */
export const plainColons = defineMdastPlugin({
  name: 'plain-colons',
  textDirective(node, ctx) {
    ctx.replaceNode(node, asWritten(':', node));
  },
  leafDirective(node, ctx) {
    ctx.replaceNode(node, { type: 'paragraph', children: asWritten('::', node) });
  },
});
