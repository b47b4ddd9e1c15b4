/**
 * Which check's panel is open. Until the reader has chosen, it follows the check that runs; once they have clicked,
 * typed, selected text or scrolled a panel, nothing but they moves it.
 */
export class CheckSelection {
  readonly #root: HTMLElement;
  #chosen = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    root.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-row]');
      if (row) {
        event.preventDefault();
        history.replaceState(null, '', row.getAttribute('href'));
        this.#choose(row.dataset.row!);
        if (matchMedia('(max-width: 60rem)').matches) this.#panel(row.dataset.row!)?.scrollIntoView({ block: 'start' });
      } else if ((event.target as Element).closest('.panels')) this.#chosen = true;
    });
    root.addEventListener('keydown', (event) => this.#keys(event));
    document.addEventListener('selectionchange', () => {
      const selection = getSelection();
      if (selection && !selection.isCollapsed && root.contains(selection.anchorNode)) this.#chosen = true;
    });
    const wanted =
      location.hash &&
      root.querySelector<HTMLElement>(`[data-row][href="${CSS.escape(location.hash).replace('\\#', '#')}"]`);
    if (wanted) this.#choose(wanted.dataset.row!);
  }

  /** Opens the panel of the check that runs, unless the reader is elsewhere. */
  follow(id: string): void {
    if (!this.#chosen) this.#open(id);
    else this.#refresh();
  }

  /** Everything is known: opens the first check that did not pass, unless the reader is elsewhere. */
  settle(): void {
    if (this.#chosen) {
      this.#refresh();
      return;
    }
    const rows = [...this.#root.querySelectorAll<HTMLElement>('[data-row]')];
    const first = rows.find((row) => !row.querySelector('.mark.is-passed')) ?? rows[0];
    if (first) this.#open(first.dataset.row!);
  }

  #choose(id: string): void {
    this.#chosen = true;
    this.#open(id);
  }

  /** After the list was drawn anew nothing is open: open what was. */
  #refresh(): void {
    if (this.#root.querySelector('[data-row][aria-current]')) return;
    const first = this.#root.querySelector<HTMLElement>('[data-row]');
    if (first) this.#open(first.dataset.row!);
  }

  #panel(id: string): HTMLElement | null {
    return this.#root.querySelector(`[data-panel="${id}"]`);
  }

  #open(id: string): void {
    for (const row of this.#root.querySelectorAll<HTMLElement>('[data-row]')) {
      if (row.dataset.row === id) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
    for (const panel of this.#root.querySelectorAll<HTMLElement>('[data-panel]')) {
      panel.toggleAttribute('data-open', panel.dataset.panel === id);
    }
  }

  #keys(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('[data-row]');
    if (!row || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    const rows = [...this.#root.querySelectorAll<HTMLElement>('[data-row]')];
    const next = rows[rows.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)];
    next?.focus();
    if (next) this.#choose(next.dataset.row!);
  }
}
