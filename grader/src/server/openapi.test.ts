import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';

test('docs/openapi.json is the API as it is (vitest -u writes it anew)', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const document = `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
  await expect(document).toMatchFileSnapshot('../../../docs/openapi.json');
});

test('every operation says what it answers, and every error has one shape', () => {
  const { paths } = openApiDocument('1.0.0') as { paths: Record<string, Record<string, { responses: object }>> };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  expect(operations).toHaveLength(6);
  for (const { responses } of operations) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue;
      expect(JSON.stringify(response)).toContain('"required":["error","code"]');
    }
  }
});
