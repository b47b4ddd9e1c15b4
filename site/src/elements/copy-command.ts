/** `<copy-command>`: puts the command on the clipboard. Where that is forbidden the button stays away. */
class CopyCommand extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button');
    if (!button) return;
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(this.querySelector('code')?.textContent ?? '');
      const label = button.textContent;
      button.textContent = button.dataset.done ?? label;
      button.addEventListener('blur', () => button.replaceChildren(label ?? ''), { once: true });
    });
  }
}
customElements.define('copy-command', CopyCommand);
