import { createCssVariablesTheme, type ShikiTransformer } from 'shiki';

/** Shiki's theme of this site: it names the kind of each token; the colours are the style sheet's, for both schemes. */
export const inkTheme = createCssVariablesTheme({ name: 'ink', variablePrefix: '--code-', fontStyle: false });

const kinds: Record<string, string> = {
  'token-constant': 'c',
  'token-string': 's',
  'token-comment': 'm',
  'token-keyword': 'k',
  'token-parameter': 'p',
  'token-function': 'f',
  'token-string-expression': 's',
  'token-punctuation': 'u',
  'token-link': 'l',
};

/** The class of a token from the style Shiki gives it, or `undefined` for plain text. */
export function tokenClass(style: string): string | undefined {
  const kind = /color:\s*var\(--code-([a-z-]+)\)/.exec(style)?.[1];
  return kind ? kinds[kind] : undefined;
}

/**
 * Takes every `style` attribute out of highlighted code and puts a one-letter class in its place: the site's
 * Content-Security-Policy allows no inline styles, and the page gets a third lighter.
 */
export const codeClasses: ShikiTransformer = {
  name: 'code-classes',
  pre(node) {
    delete node.properties.style;
    node.properties.class = 'code';
    node.properties.tabindex = '0';
    node.properties['data-language'] = this.options.lang;
  },
  span(node) {
    const kind = tokenClass(String(node.properties.style ?? ''));
    delete node.properties.style;
    if (kind) node.properties.class = kind;
  },
  line(node) {
    delete node.properties.class;
    if (!['console', 'shellsession'].includes(this.options.lang)) return;
    const first = node.children[0];
    const text = first?.type === 'element' && first.children[0]?.type === 'text' ? first.children[0].value : '';
    node.properties.class = text.startsWith('$') ? 'typed' : 'answer';
  },
};
