import type { AttemptList, AttemptSummary } from 'orkestr/contract';

const marks: Record<string, string> = {
  passed: '●',
  failed: '✕',
  ungradable: '◇',
  errored: '⚠',
  skipped: '–',
  running: '◔',
  queued: '○',
};

/** How long until the list is asked for again after it could not be had. */
const askAgainMs = 3000;

/** `<recent-attempts data-lab>`: the latest attempts of a lab on this machine, newest first. */
class RecentAttempts extends HTMLElement {
  connectedCallback() {
    void this.#load();
  }

  async #load() {
    const list = this.querySelector('ul')!;
    try {
      const response = await fetch(`/api/attempts?limit=5&lab=${encodeURIComponent(this.dataset.lab!)}`);
      if (!response.ok) throw new Error(String(response.status));
      const { items } = (await response.json()) as AttemptList;
      list.replaceChildren(
        ...(items.length > 0 ? items.map((item) => this.#row(item)) : [this.#note(this.dataset.none!)]),
      );
    } catch {
      list.replaceChildren(this.#note(this.dataset.failed!));
      if (this.isConnected) setTimeout(() => void this.#load(), askAgainMs);
    }
  }

  #note(text: string): HTMLLIElement {
    return Object.assign(document.createElement('li'), { textContent: text, className: 'soft' });
  }

  #row({ id, source, status, verdict, createdAt }: AttemptSummary): HTMLLIElement {
    const words = JSON.parse(this.dataset.words!) as Record<string, string> & { mutants: Record<string, string> };
    const state = verdict ?? (status === 'queued' ? 'queued' : 'running');
    const what = source.kind === 'mutant' ? (words.mutants[source.name] ?? source.name) : words[source.kind];
    const item = document.createElement('li');
    item.className = `recent is-${state}`;
    const mark = Object.assign(document.createElement('span'), { className: 'verdict' });
    mark.append(
      Object.assign(document.createElement('span'), { className: 'mark', textContent: marks[state] }),
      words[state]!,
    );
    mark.firstElementChild!.setAttribute('aria-hidden', 'true');
    const link = Object.assign(document.createElement('a'), { href: `/attempts/${id}`, textContent: what });
    const time = Object.assign(document.createElement('time'), { dateTime: createdAt, className: 'soft' });
    const when = new Date(createdAt);
    time.textContent = when.toLocaleString(this.dataset.language, { dateStyle: 'short', timeStyle: 'short' });
    time.title = when.toISOString();
    item.append(mark, ' ', link, ' ', time);
    return item;
  }
}
customElements.define('recent-attempts', RecentAttempts);
