/** The text as HTML with its `code spans`; everything else is escaped. */
export function inlineCode(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
    .join('');
}

/** The text without the marks of its code spans: for titles, options and everything else that holds no HTML. */
export function withoutMarks(text: string): string {
  return text.replaceAll('`', '');
}

/** Makes text safe inside HTML and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
