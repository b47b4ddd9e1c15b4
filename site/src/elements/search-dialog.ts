/** What the search says, in the page's language. */
export interface SearchWords {
  title: string;
  hint: string;
  start: string;
  empty: string;
  failed: string;
  close: string;
}

interface Found {
  url: string;
  excerpt: string;
  meta: { title?: string };
  sub_results?: { title: string; url: string; excerpt: string }[];
}
interface Pagefind {
  init(): Promise<void>;
  debouncedSearch(text: string): Promise<{ results: { data(): Promise<Found> }[] } | null>;
}

let dialog: HTMLDialogElement | undefined;
let engine: Promise<Pagefind> | undefined;

function load(): Promise<Pagefind> {
  const address = '/pagefind/pagefind.js';
  engine ??= import(/* @vite-ignore */ address).then(async (loaded: Pagefind) => {
    await loaded.init();
    return loaded;
  });
  engine.catch(() => {
    engine = undefined;
  });
  return engine;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Pagefind's excerpt is text with `<mark>`; everything else in it stays text. */
function excerpt(text: string): HTMLElement {
  const paragraph = element('p', '');
  for (const [index, part] of text.split(/<\/?mark>/).entries()) {
    const plain = part
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');
    paragraph.append(index % 2 === 1 ? element('mark', '', plain) : plain);
  }
  return paragraph;
}

function row(found: Found): HTMLElement {
  const item = element('li', '');
  const sections = (found.sub_results ?? []).filter(({ url }) => url.includes('#')).slice(0, 3);
  const head = element('a', 'search-page', found.meta.title ?? found.url);
  head.href = found.url;
  item.append(head);
  if (sections.length === 0) item.append(excerpt(found.excerpt));
  for (const section of sections) {
    const link = element('a', 'search-section', section.title);
    link.href = section.url;
    item.append(link, excerpt(section.excerpt));
  }
  return item;
}

function build(words: SearchWords): HTMLDialogElement {
  const made = element('dialog', 'search-dialog');
  made.setAttribute('aria-label', words.title);
  const form = element('form', '');
  form.method = 'dialog';
  const input = element('input', '');
  input.type = 'search';
  input.placeholder = words.hint;
  input.setAttribute('aria-label', words.title);
  input.autocomplete = 'off';
  const close = element('button', 'tool', words.close);
  form.append(input, close);
  const status = element('p', 'search-status', words.start);
  status.setAttribute('role', 'status');
  const list = element('ol', 'search-results');
  made.append(form, status, list);

  const say = (text: string) => {
    status.textContent = text;
    status.hidden = text === '';
  };
  input.addEventListener('input', async () => {
    const text = input.value.trim();
    if (!text) {
      list.replaceChildren();
      say(words.start);
      return;
    }
    try {
      const answer = await (await load()).debouncedSearch(text);
      if (!answer) return;
      const found = await Promise.all(answer.results.slice(0, 8).map((result) => result.data()));
      if (input.value.trim() !== text) return;
      list.replaceChildren(...found.map(row));
      say(found.length === 0 ? words.empty : '');
    } catch {
      say(words.failed);
    }
  });
  // A search field would only clear itself on the first Escape.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') made.close();
  });
  form.addEventListener('submit', (event) => {
    if (document.activeElement === close) return;
    event.preventDefault();
    list.querySelector<HTMLAnchorElement>('a')?.click();
  });
  made.addEventListener('click', (event) => {
    if (event.target === made || (event.target as Element).closest('a')) made.close();
  });
  document.body.append(made);
  return made;
}

/** Shows the search, building it and loading its index the first time. */
export function openSearch(words: SearchWords): void {
  dialog ??= build(words);
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector('input');
  input?.focus();
  input?.select();
  void load().catch(() => undefined);
}
