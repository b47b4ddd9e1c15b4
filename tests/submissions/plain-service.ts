import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabEntry } from 'orkestr/lab';
import { defineCheck, defineLab } from 'orkestr/lab';

const manifest = `version: 1
track: todo
services:
  todo-service:
    build: .
    port: 8080
    migrate: [node, migrate.js]
`;

const dockerfile = `FROM node:24-slim
WORKDIR /app
COPY . .
USER 1000
CMD ["node", "server.js"]
`;

const server = `const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/ready') return response.end('{"ready":true}');
  response.statusCode = 404;
  response.end('{}');
}).listen(process.env.PORT, '0.0.0.0', () => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
`;

/** The smallest submission that can be graded; tests change single files of it (`undefined` leaves one out). */
export const plainFiles: Readonly<Record<string, string>> = {
  'orkestr.yaml': manifest,
  Dockerfile: dockerfile,
  'server.js': server,
  'migrate.js': 'process.exit(0);\n',
};

/** Writes a submission into a temporary folder that goes away when disposed of. */
export async function plantSubmission(
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'orkestr-test-'));
  for (const [path, content] of Object.entries({ ...plainFiles, ...changes })) {
    if (content === undefined) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const words = { en: 'words', ru: 'слова' };

/** A lab with the given checks, or with one that asks for `/ready`. */
export function plainLab(checks?: Parameters<typeof defineLab>[0]['checks']): LabEntry {
  const ready = defineCheck({
    slug: 'answers',
    title: { en: 'Answers', ru: 'Отвечает' },
    property: words,
    deadlineMs: 10_000,
    failures: { silent: { message: { en: 'It does not answer.', ru: 'Не отвечает.' }, hint: words } },
    async run(check) {
      const answer = await check.service.get('/ready');
      if (answer.status !== 200 || answer.problem)
        throw check.fail('silent', { expected: '200', received: answer.describe() });
    },
  });
  const lab = defineLab({
    slug: 'plain',
    track: 'todo',
    title: words,
    summary: words,
    deliver: [words],
    minutes: 1,
    needs: ['postgres'],
    services: ['todo-service'],
    lesson: 'plain',
    checks: checks ?? [ready],
  });
  const track = {
    slug: 'todo',
    title: words,
    summary: words,
    reference: 'nowhere',
    starter: 'nowhere',
    lessons: ['plain'],
    labs: ['plain'],
  };
  return { id: 'todo/plain', track, lab, mutants: [], variants: [], reference: 'nowhere' };
}
