import { inLanguage, type Language } from '../../contract/index.ts';
import { findLab, loadCatalogue } from '../../lab/index.ts';
import { durationText, lessonsAt, words, wrapText } from '../../report/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { paintFor, type Terminal, widthOf } from '../terminal.ts';
import { catalogueLab } from './catalogue-view.ts';
import { labWords } from './lab-words.ts';

/** `orkestr labs show`: what a lab asks for and what it checks. @throws UnknownName with the nearest right one */
export async function showCommand(
  name: string,
  options: { format: string; lang: Language },
  terminal: Terminal,
): Promise<number> {
  const lab = catalogueLab(findLab(await loadCatalogue(), name));
  if (options.format === 'json') {
    terminal.stdout.write(`${JSON.stringify(lab, null, 2)}\n`);
    return exitCodes.passed;
  }
  const { lang } = options;
  const paint = paintFor(terminal.stdout, terminal.env);
  const width = widthOf(terminal.stdout, terminal.env);
  const t = labWords[lang];
  const item = (mark: string, text: string) =>
    wrapText(text, width - 4).map((line, index) => `${index === 0 ? `  ${mark} ` : '    '}${line}`);
  const lessonUrl = lessonsAt(terminal.env.ORKESTR_SITE || 'http://localhost:4321');
  const lines = [
    paint('heading', `${lab.id}  ${inLanguage(lab.title, lang)}`),
    ...wrapText(inLanguage(lab.summary, lang), width),
    paint(
      'quiet',
      `${words[lang].checkCount(lab.checks.length)} · ${t.minutes(lab.minutes)} · ${t.needs}: ${lab.needs.join(', ')}`,
    ),
    '',
    paint('heading', t.deliver),
    ...lab.deliver.flatMap((text) => item('·', inLanguage(text, lang))),
    '',
    paint('heading', t.checks),
  ];
  for (const check of lab.checks) {
    const limit = words[lang].atMost(durationText(check.deadlineMs, lang));
    lines.push(`  ${paint('command', check.slug)}  ${paint('quiet', limit)}`);
    lines.push(...wrapText(inLanguage(check.property, lang), width - 4).map((line) => `    ${line}`));
    if (check.hidden) lines.push(paint('quiet', `    ${t.hidden}`));
  }
  lines.push('', `${t.lesson}  ${lessonUrl(`${lab.track}/${lab.lesson}`, lang)}`);
  lines.push(`${t.grade}  npx orkestr grade . --lab ${lab.id}`);
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.passed;
}
