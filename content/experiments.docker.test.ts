import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAll, readLessons } from './lesson-files.ts';

const container = `orkestr-lesson-${randomUUID()}`;
const docker = (args: string[], input?: string) => execFileSync('docker', args, { encoding: 'utf8', input });

beforeAll(() => {
  const environment = ['POSTGRES_USER=todouser', 'POSTGRES_PASSWORD=todopass', 'POSTGRES_DB=tododb'];
  docker(['run', '-d', '--name', container, ...environment.flatMap((pair) => ['-e', pair]), 'orkestr/postgres:17']);
  // By TCP: the server that the image starts for its own preparation listens on a socket only.
  docker(['exec', container, 'sh', '-c', 'until pg_isready -q -h 127.0.0.1 -U todouser -d tododb; do sleep 0.1; done']);
});

afterAll(() => {
  docker(['rm', '-fv', container]);
});

describe.each(['en', 'ru'] as const)('the experiment of %s/todo/tasks-api', (language) => {
  const { body } = readLessons(language).find(({ slug }) => slug === 'todo/tasks-api')!;
  const sql = findAll(body, /^```sql\n(.*?)^```/gms).join('\n');

  it('answers as the page says', () => {
    docker(['exec', container, 'createdb', '-U', 'todouser', language]);
    const answer = docker(['exec', '-i', container, 'psql', '-At', '-U', 'todouser', '-d', language], sql);
    const lines = answer.split('\n').map((line) => line.trim());
    const claims = findAll(sql, /^-- (.*)$/gm).filter((claim) => !claim.startsWith('UPDATE 0'));
    expect(claims.length).toBeGreaterThan(8);
    for (const claim of claims) {
      // Names of indexes and times are left out on the page.
      const parts = claim.split('…').map((part) => part.trim());
      expect(
        lines.some((line) => parts.every((part) => line.includes(part))),
        claim,
      ).toBe(true);
    }
  });
});
