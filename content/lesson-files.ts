import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutRegion } from '../site/src/lesson/region.ts';

const root = join(import.meta.dirname, '..');
const wordsAMinute = 200;
// Code is read line by line, terminal output is glanced at.
const secondsALineOfCode = 4;
const secondsALineOfTerminal = 2;

/** A page of the course as its file says it. */
export interface LessonFile {
  /** Without language and extension: `todo/tasks-api`. */
  slug: string;
  frontmatter: Record<string, string>;
  /** The text without frontmatter and imports. */
  body: string;
}

/** Every page of one language, by slug, sorted. */
export function readLessons(language: 'en' | 'ru'): LessonFile[] {
  const folder = join(root, 'content', language);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.mdx'))
    .sort()
    .map((path) => {
      const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, path), 'utf8')) ?? [];
      const pairs = head.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? [line, '']);
      return {
        slug: path.slice(0, -'.mdx'.length),
        frontmatter: Object.fromEntries(pairs),
        body: text.replace(/^import .*\n/gm, ''),
      };
    });
}

/** All matches of the first group of `pattern`, in order. */
export function findAll(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

/** The code a page includes, as it will be shown. @throws Error when a file or region is gone */
export function includedCode(body: string): string[] {
  return findAll(body, /<Code ([^>]*)\/>/g).map((attributes) => {
    const file = /file="([^"]+)"/.exec(attributes)?.[1] ?? '';
    if (!existsSync(join(root, file))) throw new Error(`${file} does not exist`);
    return cutRegion(readFileSync(join(root, file), 'utf8'), file, {
      region: /region="([^"]+)"/.exec(attributes)?.[1],
      comments: !attributes.includes('comments={false}'),
    });
  });
}

/** How long the page takes to read, in minutes: prose at 200 words a minute, code and terminal output by the line. */
export function readingMinutes(body: string): number {
  const terminal = countLines(findAll(body, /^```\w*\n(.*?)\n```/gms));
  const code = countLines(includedCode(body));
  const prose = body
    .replace(/^```.*?^```/gms, '')
    .replace(/<(Code|[A-Z]\w* language)[^>]*\/>/g, '')
    .replace(/<[^>]*?(?:ask|caption)="([^"]*)"[^>]*>/g, '$1')
    .replace(/<[^>]+>|\{#[\w-]+\}|\]\([^)]*\)/g, ' ');
  const words = prose.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
  return words / wordsAMinute + (code * secondsALineOfCode + terminal * secondsALineOfTerminal) / 60;
}

function countLines(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.split('\n').length, 0);
}
