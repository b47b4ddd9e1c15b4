import { nearest } from '../lab/index.ts';
import { refuse } from './refusal.ts';

/** Names a learner's Dockerfile may start from. `scratch` is always there. */
export const allowedBases: readonly string[] = ['debian:trixie-slim', 'node:24-slim'];

const maximalBytes = 256 * 1024;

interface Instruction {
  line: number;
  name: string;
  rest: string;
}

/**
 * Looks a Dockerfile over before anything of it runs: a foreign frontend, a base that is not on the list, and downloads
 * by ADD are refused, with the line.
 *
 * @returns the base images it needs, without `scratch` and stages
 * @throws Ungradable `no-dockerfile` or `dockerfile`
 */
export function checkDockerfile(content: Buffer | undefined, folder: string, bases = allowedBases): string[] {
  if (!content) {
    throw refuse(
      'no-dockerfile',
      { en: 'There is no Dockerfile to build the service from.', ru: 'Нет Dockerfile, из которого собрать сервис.' },
      {
        en: 'Put a Dockerfile into the folder that `build:` of orkestr.yaml names, and see that .dockerignore does not leave it out.',
        ru: 'Положите Dockerfile в папку, указанную в `build:` файла orkestr.yaml, и проверьте, что .dockerignore его не исключает.',
      },
      {
        expected: `${folder === '.' ? '' : `${folder}/`}Dockerfile`,
        received: { en: 'none', ru: 'файла нет' },
      },
    );
  }
  if (content.length > maximalBytes) throw wrong(1, `${content.length} bytes`, 'at most 256 KiB', 'не больше 256 КиБ');
  if (content.includes(0)) throw wrong(1, 'NUL bytes', 'plain text', 'обычный текст');
  const text = content.toString('utf8').replace(/^\uFEFF/, '');
  refuseSyntaxLine(text);
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const needed = new Set<string>();
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'ARG' && stages.size === 0) {
      const [, name, value] = /^([A-Za-z_]\w*)=(\S*)/.exec(instruction.rest) ?? [];
      if (name) defaults.set(name, (value ?? '').replace(/^["']|["']$/g, ''));
    }
    if (instruction.name === 'FROM') {
      const words = instruction.rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      const image = substitute(words[0] ?? '', defaults);
      if (!stages.has(image.toLowerCase()) && image !== 'scratch')
        needed.add(checkBase(image, instruction.line, bases));
      stages.add((words[1]?.toUpperCase() === 'AS' ? words[2]! : `${stages.size}`).toLowerCase());
    }
    const from = /(?:^|\s)--from=(\S+)/.exec(instruction.rest)?.[1];
    if (instruction.name === 'COPY' && from && !stages.has(from.toLowerCase()) && !/^\d+$/.test(from)) {
      needed.add(checkBase(substitute(from, defaults), instruction.line, bases));
    }
    if (instruction.name === 'ADD' && /(^|\s)(https?:|git@|git:|ftp:)/i.test(instruction.rest)) {
      throw wrong(instruction.line, `ADD ${instruction.rest}`, 'files of the repository', 'файлы репозитория');
    }
  }
  if (stages.size === 0) throw wrong(1, 'no FROM', 'FROM as the first instruction', 'FROM первой инструкцией');
  return [...needed];
}

function checkBase(image: string, line: number, bases: readonly string[]): string {
  if (bases.includes(image)) return image;
  const close = nearest(image, bases);
  throw refuse(
    'base-not-allowed',
    {
      en: 'The Dockerfile starts from an image that is not on the list.',
      ru: 'Dockerfile начинается с образа не из списка.',
    },
    close
      ? { en: `The nearest one on the list is ${close}.`, ru: `Ближайший из списка: ${close}.` }
      : {
          en: 'Take one of the list, or start from scratch.',
          ru: 'Возьмите образ из списка или начните с FROM scratch.',
        },
    {
      expected: { en: `FROM scratch, ${bases.join(', ')}`, ru: `FROM scratch, ${bases.join(', ')}` },
      received: { en: `line ${line}: ${image}`, ru: `строка ${line}: ${image}` },
    },
  );
}

function substitute(word: string, defaults: ReadonlyMap<string, string>): string {
  return word.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$([A-Za-z_]\w*)/g, (_, braced, otherwise, plain) => {
    return defaults.get(braced ?? plain) ?? otherwise ?? '';
  });
}

/** Parser directives are only read before the first instruction; any spelling of `syntax` there names a frontend image. */
function refuseSyntaxLine(text: string): void {
  for (const [index, row] of text.split('\n').entries()) {
    if (!row.trim().startsWith('#')) return;
    if (/^#\s*syntax\s*=/i.test(row.trim())) {
      throw wrong(
        index + 1,
        row.trim(),
        'no "syntax" line: the ordinary builder is used',
        'без строки «syntax»: собирает обычный сборщик',
      );
    }
  }
}

function instructionsOf(text: string): Instruction[] {
  const found: Instruction[] = [];
  let open: Instruction | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.replace(/\r$/, '');
    if (/^\s*(#|$)/.test(row)) continue;
    const continued = /\\\s*$/.test(row);
    const words = row.replace(/\\\s*$/, '').trim();
    if (open) open.rest += ` ${words}`;
    else {
      const [name = '', ...rest] = words.split(/\s+/);
      open = { line: index + 1, name: name.toUpperCase(), rest: rest.join(' ') };
      // ONBUILD hides an instruction until somebody builds on top of the image.
      if (open.name === 'ONBUILD') throw wrong(open.line, words, 'no ONBUILD', 'без ONBUILD');
      found.push(open);
    }
    if (!continued) open = undefined;
  }
  return found;
}

function wrong(line: number, received: string, en: string, ru: string) {
  const shown = received.length > 200 ? `${received.slice(0, 200)}…` : received;
  return refuse(
    'dockerfile',
    { en: 'The Dockerfile cannot be used.', ru: 'Этот Dockerfile нельзя использовать.' },
    { en: 'Change that line.', ru: 'Измените эту строку.' },
    { expected: { en, ru }, received: { en: `line ${line}: ${shown}`, ru: `строка ${line}: ${shown}` } },
  );
}
