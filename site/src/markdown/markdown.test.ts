import { mdxToJs } from 'satteri';
import { codeToHtml } from 'shiki';
import { describe, expect, it } from 'vitest';
import { onlyLines } from '../lesson/only-lines.ts';
import { findRegion } from '../lesson/region.ts';
import { asides } from './asides.ts';
import { codeClasses, inkTheme, tokenClass } from './code-classes.ts';
import { languageOf } from './language-of.ts';
import { plainColons } from './plain-colons.ts';

async function compile(source: string, file = 'file:///x/content/en/todo/a.mdx'): Promise<string> {
  const { code } = await mdxToJs(source, {
    features: { headingAttributes: true, directive: true },
    mdastPlugins: [asides, plainColons],
    fileURL: new URL(file),
  });
  return code;
}

describe('the Markdown of lessons', () => {
  it('gives headings the id that stands beside them, the same in every language', async () => {
    expect(await compile('## Что происходит {#the-mechanism}')).toContain('id: "the-mechanism"');
  });

  it('turns ::: blocks into asides named in the language of the file', async () => {
    const russian = await compile(':::caution\nТекст\n:::', 'file:///x/content/ru/todo/a.mdx');
    expect(russian).toContain('aside-caution');
    expect(russian).toContain('Осторожно');
    const named = await compile(':::note[Two questions]\nText\n:::');
    expect(named).toContain('"aria-label": "Two questions"');
    expect(named).not.toContain('"Note"');
  });

  it('refuses an aside it does not know and says which there are', async () => {
    await expect(compile(':::warn\nx\n:::')).rejects.toThrow(
      'en/todo/a.mdx: ":::warn" is no aside. Known: note, tip, caution, danger.',
    );
  });

  it('leaves times and ports as they were written', async () => {
    const code = await compile('At 12:30 host:port answers, see a:b[c *d* e].');
    expect(code.replace(/",\s*"/g, '')).toContain('At 12:30 host:port answers, see a:b[c ');
  });

  it('knows the language by the place of the file', () => {
    expect(languageOf(new URL('file:///r/content/ru/todo/x.mdx'))).toBe('ru');
    expect(languageOf('/r/content/en/todo/x.mdx')).toBe('en');
    expect(languageOf(undefined)).toBe('en');
  });
});

describe('highlighted code', () => {
  it('carries classes and no inline style', async () => {
    const options = { lang: 'ts', theme: inkTheme, transformers: [codeClasses], tokenizeTimeLimit: 0 };
    const html = await codeToHtml("const a = 'b'; // c", options);
    expect(html).not.toContain('style=');
    expect(html).toContain('<span class="k">const</span>');
    expect(html).toMatch(/<span class="m">\s*\/\/ c<\/span>/);
  });

  it('tells commands from their output', async () => {
    const html = await codeToHtml('$ curl -i x\nHTTP/1.1 200 OK', {
      lang: 'console',
      theme: inkTheme,
      transformers: [codeClasses],
    });
    expect(html).toMatch(/<span class="typed">.*curl/);
    expect(html).toMatch(/<span class="answer">.*HTTP/);
  });

  it('of a region is coloured as in its file, and dedented', async () => {
    const file = 'class A {\n  // #region m\n  async #m(a: string) {\n    return a;\n  }\n  // #endregion m\n}\n';
    const html = await codeToHtml(file, {
      lang: 'ts',
      theme: inkTheme,
      transformers: [onlyLines(findRegion(file, 'a.ts', { region: 'm' })), codeClasses],
      tokenizeTimeLimit: 0,
    });
    const text = html.replace(/<[^>]+>/g, '');
    expect(text).toBe('async #m(a: string) {\n  return a;\n}');
    expect(html).toMatch(/<span class="k">\s*return<\/span>/);
    expect(html).not.toContain('class A');
  });

  it('knows no class for plain text', () => {
    expect(tokenClass('color:var(--code-foreground)')).toBeUndefined();
    expect(tokenClass('color:var(--code-token-keyword)')).toBe('k');
  });
});
