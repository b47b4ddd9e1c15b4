import type { ApiError, AttemptAccepted, Localizable, Platform } from 'orkestr/contract';

const here = (text: Localizable | null | undefined, language: string): string =>
  typeof text === 'string' ? text : (text?.[language as 'en' | 'ru'] ?? '');

/** How long until the machine is asked again whether it can grade. */
const askAgainMs = 3000;

/** `<grade-panel>`: asks whether this machine can grade, sends the chosen source, and goes to the attempt's page. */
class GradePanel extends HTMLElement {
  #words: Record<string, string> = {};
  #sending = false;
  #said = '';

  connectedCallback() {
    this.#words = JSON.parse(this.dataset.words ?? '{}');
    const form = this.querySelector('form')!;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    form.addEventListener('change', () => this.#show());
    this.#show();
    void this.#ask();
  }

  get #lab(): string {
    return (
      this.querySelector<HTMLSelectElement>('select[name="lab"]')?.value ??
      this.querySelector<HTMLElement>('[data-lab]')!.dataset.lab!
    );
  }

  get #source(): HTMLSelectElement {
    return this.querySelector<HTMLSelectElement>(`[data-lab="${this.#lab}"] [data-source]`)!;
  }

  #show() {
    for (const label of this.querySelectorAll<HTMLElement>('[data-lab]'))
      label.hidden = label.dataset.lab !== this.#lab;
    const fails = this.#source.selectedOptions[0]?.dataset.fails ?? '';
    this.querySelector<HTMLElement>('[data-fails].grade-fails')!.hidden = fails === '';
    this.querySelector('[data-fails-text]')!.textContent = fails;
  }

  #say(text: string, more: readonly string[] = []) {
    const state = this.querySelector('[data-state]')!;
    const said = JSON.stringify([text, more]);
    if (said === this.#said) return;
    this.#said = said;
    const plain = (words: string) => words.replaceAll('`', '');
    state.replaceChildren(...(text ? [plain(text)] : []));
    if (more.length === 0) return;
    const list = document.createElement('ul');
    for (const line of more) list.append(Object.assign(document.createElement('li'), { textContent: plain(line) }));
    state.append(list);
  }

  /** Asks what this machine can grade with, and again while that may still change. */
  async #ask() {
    const button = this.querySelector('button')!;
    let settled = false;
    try {
      const response = await fetch('/api/platform', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(String(response.status));
      const platform = (await response.json()) as Platform;
      const gone = platform.images.some(({ state }) => state === 'failed' || state === 'missing');
      button.disabled = !platform.docker.available || gone;
      this.#sayMeans(platform);
      settled = platform.canGrade;
    } catch {
      this.#say(this.#words.noServer!);
    }
    if (!settled && this.isConnected) setTimeout(() => void this.#ask(), askAgainMs);
  }

  #sayMeans({ docker, images }: Platform) {
    const language = this.dataset.language!;
    if (!docker.available) {
      this.#say(this.#words.unavailable!, [here(docker.problem, language)].filter(Boolean));
      return;
    }
    const waiting = images.filter((image) => image.state !== 'ready');
    const lines = waiting.map((image) => {
      const state = this.#words[`image${image.state[0]!.toUpperCase()}${image.state.slice(1)}`];
      const share = image.progress === null ? '' : ` ${Math.round(image.progress * 100)}\u00a0%`;
      const step = here(image.step, language);
      return `${image.name}: ${state}${share}${step ? `: ${step}` : ''}`;
    });
    const gone = waiting.some(({ state }) => state !== 'building');
    this.#say(waiting.length === 0 ? '' : this.#words[gone ? 'unavailable' : 'imagesWait']!, lines);
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    const button = this.querySelector('button')!;
    const label = button.textContent;
    button.textContent = this.#words.going!;
    button.setAttribute('aria-disabled', 'true');
    const mutant = this.#source.value;
    try {
      const response = await fetch('/api/attempts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          lab: this.#lab,
          source: mutant ? { kind: 'mutant', name: mutant } : { kind: 'reference' },
        }),
      });
      if (response.ok) {
        location.assign(`/attempts/${((await response.json()) as AttemptAccepted).id}`);
        return;
      }
      const problem = (await response.json().catch(() => undefined)) as ApiError | undefined;
      this.#say(`${this.#words.refused} ${problem?.error ?? response.status}`);
    } catch {
      this.#say(this.#words.noServer!);
    }
    this.#sending = false;
    button.textContent = label;
    button.removeAttribute('aria-disabled');
  }
}
customElements.define('grade-panel', GradePanel);
