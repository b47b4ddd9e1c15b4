const order = ['system', 'light', 'dark'] as const;
type Scheme = (typeof order)[number];

function stored(): Scheme {
  const scheme = document.documentElement.dataset.scheme;
  return scheme === 'light' || scheme === 'dark' ? scheme : 'system';
}

/** `<scheme-button>`: turns the colours from the system's choice to light to dark, and remembers it. */
class SchemeButton extends HTMLElement {
  connectedCallback() {
    this.#name();
    this.querySelector('button')?.addEventListener('click', () => {
      this.#choose(order[(order.indexOf(stored()) + 1) % order.length]!);
      this.#name();
    });
  }

  #choose(scheme: Scheme) {
    if (scheme === 'system') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = scheme;
    try {
      localStorage.setItem('orkestr-scheme', scheme);
    } catch {
      // Storage is forbidden: the choice holds for this page.
    }
  }

  #name() {
    const text = `${this.dataset.label}: ${this.dataset[stored()]}`;
    const button = this.querySelector('button');
    button?.setAttribute('aria-label', text);
    button?.setAttribute('title', text);
  }
}
customElements.define('scheme-button', SchemeButton);
