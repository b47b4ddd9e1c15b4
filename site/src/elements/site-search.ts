/** `<site-search>`: opens the search on a click, `/` or Ctrl+K. All the rest is loaded when it is first opened. */
class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.querySelector('button')?.addEventListener('click', () => this.#open());
    document.addEventListener('keydown', (event) => {
      const typing = (event.target as Element).closest('input, textarea, select, [contenteditable]');
      const wanted =
        (event.key === '/' && !typing) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey));
      if (!wanted || event.altKey) return;
      event.preventDefault();
      void this.#open();
    });
  }

  async #open() {
    const { openSearch } = await import('./search-dialog.ts');
    openSearch({ ...this.dataset } as unknown as Parameters<typeof openSearch>[0]);
  }
}
customElements.define('site-search', SiteSearch);
