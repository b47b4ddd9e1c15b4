import { expect, it } from 'vitest';
import { parseGlossary } from './parse-glossary.ts';

it('reads id and first paragraph of every entry as plain text', () => {
  const body = `Intro.

## Readiness {#readiness}

Whether \`requests\` may be **sent**
to a [process](/en/x/) now.

More.

### Ключ {#keyset}
Строка после этой.

## Without an id

Nothing.
`;
  expect([...parseGlossary(body)]).toEqual([
    ['readiness', 'Whether requests may be sent to a process now.'],
    ['keyset', 'Строка после этой.'],
  ]);
});
