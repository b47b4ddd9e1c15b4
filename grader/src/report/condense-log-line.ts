/** Longer lines are shown as they are: reading them would cost more than it gives. */
const mostLetters = 20_000;

/**
 * A structured log line as people read one: level, message, error; an ellipsis for all that was left out. Every other line
 * stays as it is. The field names are those of the course's log contract and of the usual loggers.
 */
export function condenseLogLine(line: string): string {
  if (!line.startsWith('{') || line.length > mostLetters) return line;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const message = textOf(fields.msg) ?? textOf(fields.message);
  const error =
    textOf(fields.error) ?? textOf(fields.err) ?? textOf((fields.err as { message?: unknown } | null)?.message);
  if (message === undefined && error === undefined) return line;
  const parts = [textOf(fields.level), message, error === message ? undefined : error];
  return `${parts.filter((part) => part !== undefined).join('  ')}  {…}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
