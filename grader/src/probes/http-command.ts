import type { HttpRequest } from '../lab/index.ts';

/** The request as a command that can be pasted into a shell, with the service on this machine's own port. */
export function curlOf(request: HttpRequest, port: number): string {
  const words = ['curl', '-i'];
  if (request.method !== 'GET') words.push('-X', request.method);
  const headers = { ...(request.json === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers };
  for (const [name, value] of Object.entries(headers)) words.push('-H', quote(`${name}: ${value}`));
  const body = request.json === undefined ? request.body : JSON.stringify(request.json);
  if (body !== undefined) words.push('--data-binary', quote(shown(body)));
  words.push(quote(`http://localhost:${port}${request.path}`));
  return words.join(' ');
}

function shown(body: string | Uint8Array): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return text.length > 2_000 ? `${text.slice(0, 200)}… [${text.length} letters]` : text;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
