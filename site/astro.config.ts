import { fileURLToPath } from 'node:url';
import { satteri } from '@astrojs/markdown-satteri';
import node from '@astrojs/node';
import starlight from '@astrojs/starlight';
import type { AstroIntegration } from 'astro';
import { defineConfig } from 'astro/config';
import { asides } from './src/markdown/asides.ts';
import { codeClasses, inkTheme } from './src/markdown/code-classes.ts';
import { plainColons } from './src/markdown/plain-colons.ts';

const override = (name: string) => `./src/starlight/${name}.astro`;
const replaced = [
  'Banner',
  'ContentPanel',
  'Footer',
  'Head',
  'Header',
  'MarkdownContent',
  'PageFrame',
  'PageSidebar',
  'PageTitle',
  'Sidebar',
  'SkipLink',
  'ThemeProvider',
  'TwoColumnContent',
];

/**
 * Starlight has Astro answer 404 to every address without a language in front. The first page and the attempts have none,
 * and the pages with one need no help: this takes that guard away again.
 */
const addressesWithoutLanguage: AstroIntegration = {
  name: 'addresses-without-language',
  hooks: { 'astro:config:setup': ({ updateConfig }) => void updateConfig({ i18n: { routing: 'manual' } as never }) },
};

export default defineConfig({
  output: 'static',
  adapter: node({ mode: 'middleware' }),
  trailingSlash: 'ignore',
  prefetch: false,
  // Nothing inline: the pages are made for a strict Content-Security-Policy.
  build: { inlineStylesheets: 'never', format: 'directory' },
  devToolbar: { enabled: false },
  markdown: {
    processor: satteri({ features: { headingAttributes: true, directive: true }, mdastPlugins: [asides, plainColons] }),
    syntaxHighlight: 'shiki',
    shikiConfig: { theme: inkTheme, transformers: [codeClasses] },
  },
  integrations: [
    starlight({
      title: 'Orkestr',
      favicon: '/favicon.svg',
      locales: { en: { label: 'English', lang: 'en' }, ru: { label: 'Русский', lang: 'ru' } },
      defaultLocale: 'en',
      expressiveCode: false,
      disable404Route: true,
      pagination: false,
      titleDelimiter: '·',
      customCss: ['./src/styles/site.css'],
      components: Object.fromEntries(replaced.map((name) => [name, override(name)])),
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      markdown: { headingLinks: false },
    }),
    addressesWithoutLanguage,
  ],
  vite: {
    resolve: {
      alias: {
        '@lesson': fileURLToPath(new URL('./src/lesson/index.ts', import.meta.url)),
        '@figures': fileURLToPath(new URL('./src/figures', import.meta.url)),
      },
    },
    build: { assetsInlineLimit: 0 },
    server: { fs: { allow: ['..'] } },
  },
});
