import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Manifest, manifestSchema, serviceSchema } from '../contract/index.ts';
import { nearest } from '../lab/index.ts';
import { refuse } from './refusal.ts';

const fileName = 'orkestr.yaml';
const maximalBytes = 64 * 1024;
const known: Record<string, string[]> = {
  '': Object.keys(manifestSchema.shape),
  services: Object.keys(serviceSchema.shape),
};

/**
 * Reads `orkestr.yaml` strictly: an unknown key is named with its line and the nearest right one.
 *
 * @throws Ungradable `manifest`
 */
export function readManifest(text: string | undefined): Manifest {
  if (text === undefined) {
    throw bad(
      { en: `no ${fileName}`, ru: `файла ${fileName} нет` },
      { en: `${fileName} at the root`, ru: `${fileName} в корне` },
    );
  }
  if (text.length > maximalBytes) throw bad(`${text.length} bytes`, { en: 'at most 64 KiB', ru: 'не больше 64 КиБ' });
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    maxAliasCount: 0,
    schema: 'core',
  } as never);
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw bad(at(line, error.message.split('\n')[0] ?? ''), { en: 'valid YAML', ru: 'правильный YAML' });
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw bad((cause as Error).message, { en: 'YAML without aliases', ru: 'YAML без ссылок (alias)' });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  throw explain(issue, lineOf, text);
}

function explain(issue: z.core.$ZodIssue, lineOf: (path: readonly PropertyKey[]) => number, text: string) {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const options = known[issue.path[0] === 'services' ? 'services' : ''] ?? [];
    const close = nearest(key, options);
    const line = text.split('\n').findIndex((row) => row.trimStart().startsWith(`${key}:`)) + 1 || lineOf(issue.path);
    return bad(
      {
        en: `line ${line}: unknown key "${key}"${path ? ` in ${path}` : ''}${close ? `; did you mean "${close}"?` : ''}`,
        ru: `строка ${line}: неизвестный ключ «${key}»${path ? ` в ${path}` : ''}${close ? `; может быть, «${close}»?` : ''}`,
      },
      { en: `one of ${options.join(', ')}`, ru: `один из ключей ${options.join(', ')}` },
    );
  }
  return bad(at(lineOf(issue.path), `${path || fileName}: ${issue.message}`), {
    en: 'the form described in docs/grading.md',
    ru: 'форма, описанная в docs/grading.md',
  });
}

function at(line: number, what: string) {
  return { en: `line ${line}: ${what}`, ru: `строка ${line}: ${what}` };
}

function bad(received: string | { en: string; ru: string }, expected: { en: string; ru: string }) {
  return refuse(
    'manifest',
    { en: `${fileName} cannot be used.`, ru: `${fileName} нельзя использовать.` },
    {
      en: 'It names the track and, for each service, its build folder, port and migrate command.',
      ru: 'В нём указывают трек, а для каждого сервиса папку сборки, порт и команду миграций.',
    },
    { expected, received },
  );
}
