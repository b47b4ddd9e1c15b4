import { type Catalogue, inLanguage, type Language } from '../../contract/index.ts';
import { loadCatalogue, loadCourse } from '../../lab/index.ts';
import { displayWidth, padTo, words, wrapText } from '../../report/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { paintFor, type Terminal, widthOf } from '../terminal.ts';
import { catalogueLab } from './catalogue-view.ts';
import { labWords } from './lab-words.ts';

/** `orkestr labs list`: every lab in teaching order; as JSON everything that pages about labs are made from. */
export async function listCommand(options: { format: string; lang: Language }, terminal: Terminal): Promise<number> {
  const course = loadCourse();
  const entries = await loadCatalogue();
  if (options.format === 'json') {
    const catalogue: Catalogue = { version: 1, course, labs: entries.map(catalogueLab) };
    terminal.stdout.write(`${JSON.stringify(catalogue, null, 2)}\n`);
    return exitCodes.passed;
  }
  const { lang } = options;
  const paint = paintFor(terminal.stdout, terminal.env);
  const width = widthOf(terminal.stdout, terminal.env);
  const nameWidth = Math.max(...entries.map(({ id }) => displayWidth(id)));
  const lines: string[] = [];
  for (const track of course.tracks) {
    lines.push(
      paint('heading', inLanguage(track.title, lang)),
      ...wrapText(inLanguage(track.summary, lang), width),
      '',
    );
    for (const { id, lab } of entries.filter((entry) => entry.track.slug === track.slug)) {
      const facts = `${words[lang].checkCount(lab.checks.length)}, ${labWords[lang].minutes(lab.minutes)}`;
      const [first = '', ...more] = wrapText(
        `${inLanguage(lab.title, lang)} · ${facts}`,
        Math.max(20, width - nameWidth - 4),
      );
      lines.push(`  ${paint('command', padTo(id, nameWidth))}  ${first}`);
      lines.push(...more.map((line) => `  ${' '.repeat(nameWidth)}  ${line}`));
    }
    lines.push('');
  }
  lines.push(paint('quiet', labWords[lang].more));
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.passed;
}
