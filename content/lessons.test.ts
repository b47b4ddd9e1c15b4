import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findAll, includedCode, readingMinutes, readLessons } from './lesson-files.ts';

const root = join(import.meta.dirname, '..');
const lessons = { en: readLessons('en'), ru: readLessons('ru') };
const pages = [...lessons.en.map((page) => ['en', page] as const), ...lessons.ru.map((page) => ['ru', page] as const)];
const named = pages.map(([language, page]) => [`${language}/${page.slug}`, language, page] as const);
const course = parse(readFileSync(join(root, 'content/course.yaml'), 'utf8'));
const parts = ['the-trouble', 'mechanism', 'the-way', 'try-it', 'traps', 'the-lab', 'questions', 'further'];

const anchorsOf = (body: string) => findAll(body, /^##+ .*\{#([a-z0-9-]+)\}$/gm);
const figuresOf = (body: string) => findAll(body, /<([A-Z]\w*) language="/g);

describe('both languages', () => {
  it('have the same pages', () => {
    expect(lessons.ru.map(({ slug }) => slug)).toEqual(lessons.en.map(({ slug }) => slug));
  });

  it.each(lessons.en.map((page) => [page.slug, page] as const))(
    '%s: same lab, anchors, figures, code',
    (slug, english) => {
      const russian = lessons.ru.find((page) => page.slug === slug)!;
      expect(russian.frontmatter.lab).toBe(english.frontmatter.lab);
      // The terms of a glossary stand in the order of each alphabet.
      const inOrder = (anchors: string[]) => (slug === 'glossary' ? anchors.sort() : anchors);
      expect(inOrder(anchorsOf(russian.body))).toEqual(inOrder(anchorsOf(english.body)));
      expect(figuresOf(russian.body)).toEqual(figuresOf(english.body));
      const codeOf = (body: string) => findAll(body, /<Code file="([^"]*"(?: region="[^"]*)?)/g);
      expect(codeOf(russian.body)).toEqual(codeOf(english.body));
    },
  );
});

describe('the course', () => {
  it('names every lesson once, and every lesson is there', () => {
    const listed = course.tracks.flatMap((track: { slug: string; lessons: string[] }) =>
      track.lessons.map((lesson) => `${track.slug}/${lesson}`),
    );
    expect(lessons.en.map(({ slug }) => slug).filter((slug) => slug !== 'glossary')).toEqual([...listed].sort());
  });

  it('leads to each lab from exactly one lesson', () => {
    const taught = lessons.en.flatMap(({ frontmatter }) => frontmatter.lab ?? []);
    expect(taught.sort()).toEqual(course.tracks.flatMap((track: { labs: string[] }) => track.labs).sort());
  });

  const labs = readdirSync(join(root, 'labs/todo')).filter((lab) => existsSync(join(root, 'labs/todo', lab, 'lab.ts')));
  it.each(labs)('has the sections that the checks of %s point at', (lab) => {
    const folder = join(root, 'labs/todo', lab);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
      .map((path) => readFileSync(join(folder, path), 'utf8'));
    const lesson = lessons.en.find(({ frontmatter }) => frontmatter.lab === lab);
    expect(anchorsOf(lesson?.body ?? '')).toEqual(
      expect.arrayContaining(sources.flatMap((source) => findAll(source, /\bsection: '([^']+)'/g))),
    );
  });
});

describe.each(named)('%s', (_name, language, page) => {
  it('says truly how long it takes to read', () => {
    expect(Math.abs(Number(page.frontmatter.minutes) - readingMinutes(page.body))).toBeLessThanOrEqual(1);
  });

  it('has an anchor on every heading, none twice', () => {
    const anchors = anchorsOf(page.body);
    const withoutCode = page.body.replace(/^```.*?^```/gms, '');
    expect(anchors).toHaveLength(findAll(withoutCode, /^(##+ )/gm).length);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it('includes files and regions that exist', () => {
    expect(() => includedCode(page.body)).not.toThrow();
  });

  it('links inside the site to what exists', () => {
    const targets = [...findAll(page.body, /\]\((\/[^)]*)\)/g), ...findAll(page.body, /href="(\/[^"]*)"/g)];
    for (const target of targets) {
      const [, to, slug, anchor] = /^\/(en|ru)\/([\w/-]+?)\/(?:#(.+))?$/.exec(target) ?? [];
      expect(to, target).toBe(language);
      const found = lessons[language].find((candidate) => candidate.slug === slug);
      expect(found, target).toBeDefined();
      if (anchor) expect(anchorsOf(found!.body), target).toContain(anchor);
    }
  });

  it('explains its terms in the glossary', () => {
    const glossary = lessons[language].find(({ slug }) => slug === 'glossary')!;
    expect(anchorsOf(glossary.body)).toEqual(expect.arrayContaining(findAll(page.body, /<Term id="([^"]+)">/g)));
  });
});

describe.each(named.filter(([, , page]) => page.frontmatter.lab))('the lesson %s', (_name, _language, page) => {
  it('has its eight parts in order, with three questions and a figure', () => {
    expect(findAll(page.body, /^## .*\{#([a-z-]+)\}$/gm)).toEqual(parts);
    expect(findAll(page.body, /(<Question ask=)/g)).toHaveLength(3);
    expect(figuresOf(page.body).length).toBeGreaterThan(0);
  });
});

describe('figures', () => {
  const folder = join(root, 'site/src/figures');
  const files = readdirSync(folder).filter((file) => file.endsWith('.astro') && file !== 'drawing.astro');

  it.each(files)('%s says in both languages what it shows', (file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    expect(findAll(source, /^\s{4}title:\s*'(.+)',$/gm)).toHaveLength(2);
    const words = findAll(source, /^\s{4}words:\s*'(.+)',$/gm);
    expect(words).toHaveLength(2);
    expect(words[1]).toMatch(/[а-яё]/);
  });

  it('are all used', () => {
    const used = pages.flatMap(([, { slug }]) => {
      const text = readFileSync(join(root, 'content/en', `${slug}.mdx`), 'utf8');
      return findAll(text, /from '@figures\/([\w-]+\.astro)'/g);
    });
    expect([...new Set(used)].sort()).toEqual(files.sort());
  });
});

it('says «вы», never «ты»', () => {
  // A letter of Cyrillic on neither side; quotations of what the platform asks a process are not the reader's.
  const familiar = /(?<![а-яё])(?:ты|тебя|тебе|тобой|твой|твоя|твоё|твои|твоего|твоей|твоих)(?![а-яё])/giu;
  for (const { slug, body } of lessons.ru) {
    const outsideQuotations = body.replace(/«[^»]*»/g, '');
    expect(outsideQuotations.match(familiar), slug).toBeNull();
  }
});

it('shows the output that the example really prints', () => {
  const printed = execFileSync(process.execPath, [join(root, 'content/examples/series.mjs')], { encoding: 'utf8' });
  for (const [, { slug, body }] of pages) if (slug === 'todo/honest-metrics') expect(body).toContain(printed.trim());
});
