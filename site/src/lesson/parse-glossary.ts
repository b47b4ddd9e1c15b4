/** The entries of a glossary page: `## Word {#id}` and the first paragraph under it as plain text, by id. */
export function parseGlossary(body: string): Map<string, string> {
  const terms = new Map<string, string>();
  for (const section of body.split(/^##+ /m).slice(1)) {
    const [heading = '', ...rest] = section.split('\n');
    const id = /\{#([a-z0-9-]+)\}\s*$/.exec(heading)?.[1];
    const paragraph =
      rest
        .join('\n')
        .trim()
        .split(/\n\s*\n/)[0] ?? '';
    if (id && paragraph) terms.set(id, plain(paragraph));
  }
  return terms;
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
