/**
 * The statements of an SQL file, without the semicolons between them. Comments, quoted strings, quoted names and dollar
 * quotes are left whole. What is only comments and blanks is no statement. Each character is read once.
 */
export function sqlStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let start = 0;
  let hasCode = false;
  const end = (at: number) => {
    if (hasCode) statements.push(sql.slice(start, at).trim());
    start = at + 1;
    hasCode = false;
  };
  let at = 0;
  while (at < sql.length) {
    const comment = commentEnd(sql, at);
    if (comment > at) {
      at = comment;
      continue;
    }
    if (sql[at] === ';') {
      end(at);
      at++;
      continue;
    }
    if (!/\s/.test(sql[at] as string)) hasCode = true;
    at = quoteEnd(sql, at);
  }
  end(sql.length);
  return statements;
}

/** Behind the comment that begins at `at`; `at` itself when none does. */
function commentEnd(sql: string, at: number): number {
  if (sql.startsWith('--', at)) {
    const lineEnd = sql.indexOf('\n', at);
    return lineEnd === -1 ? sql.length : lineEnd;
  }
  if (!sql.startsWith('/*', at)) return at;
  // PostgreSQL nests block comments.
  let depth = 0;
  for (let next = at; next < sql.length; ) {
    if (sql.startsWith('/*', next)) {
      depth++;
      next += 2;
    } else if (sql.startsWith('*/', next)) {
      depth--;
      next += 2;
      if (depth === 0) return next;
    } else next++;
  }
  return sql.length;
}

/** Behind the quoted piece that begins at `at`, or behind the one character there. */
function quoteEnd(sql: string, at: number): number {
  const quote = sql[at];
  if (quote === "'" || quote === '"') {
    const escapes = quote === "'" && /(^|[^A-Za-z0-9_])[eE]$/.test(sql.slice(Math.max(0, at - 2), at));
    for (let next = at + 1; next < sql.length; next++) {
      if (escapes && sql[next] === '\\') next++;
      else if (sql[next] === quote) {
        if (sql[next + 1] !== quote) return next + 1;
        next++;
      }
    }
    return sql.length;
  }
  if (quote === '$' && !/[A-Za-z0-9_$]/.test(sql[at - 1] ?? '')) {
    const opening = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;
    opening.lastIndex = at;
    const tag = opening.exec(sql)?.[0];
    if (tag) {
      const closing = sql.indexOf(tag, at + tag.length);
      return closing === -1 ? sql.length : closing + tag.length;
    }
  }
  return at + 1;
}
