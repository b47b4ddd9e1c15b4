// What may hide a semicolon — comments, quoted text and names, dollar quoting — and the semicolon itself. Enough for
// our own files; it does not know E'\'' strings.
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|;/g;

/** The statements of an SQL file, without their semicolons; what is only comment is left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token !== ';') continue;
    statements.push(sql.slice(start, index));
    start = index + 1;
  }
  statements.push(sql.slice(start));
  return statements.map((statement) => statement.trim()).filter(hasSql);
}

function hasSql(statement: string): boolean {
  return statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '';
}
