import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { inLanguage, type Language, languages, type Text } from '../contract/text.ts';
import { collected, optionReaders } from './option-readers.ts';
import type { Terminal } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/**
 * The command line as commander sees it. It only names things: what a command does is imported when it is called, so that
 * `--help` need not wait for any of it.
 */
export function buildProgram(terminal: Terminal, language: Language, end: (exitCode: number) => void): Command {
  const t = (en: string, ru: string) => inLanguage({ en, ru } satisfies Text, language);
  const { oneOf, wholeNumber } = optionReaders(language);
  const program = new Command('orkestr');
  const lang = () =>
    new Option(
      '--lang <language>',
      t('en or ru; default from LC_ALL, LANG', 'en или ru; по умолчанию из LC_ALL, LANG'),
    ).argParser(oneOf(languages));
  const format = (...choices: string[]) =>
    new Option('--format <format>', choices.join(' | ')).argParser(oneOf(choices)).default(choices[0]);

  program
    .description(
      t(
        'Grades a service by running it beside its real dependencies.',
        'Проверяет сервис, запуская его рядом с настоящими зависимостями.',
      ),
    )
    .version(version, '-V, --version', t('print the version', 'показать версию'))
    .helpOption('-h, --help', t('show this help', 'показать эту справку'))
    .helpCommand('help [command]', t('help of a command', 'справка по команде'))
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
    });
  program.configureHelp({ showGlobalOptions: false, styleTitle: (title) => translateTitle(title, language) });

  program
    .command('grade')
    .description(t('grade a folder for one or more labs', 'проверить папку по одной или нескольким лабораторным'))
    .argument('[folder]', t('folder with orkestr.yaml (default: .)', 'папка с orkestr.yaml (по умолчанию: .)'))
    .option(
      '--lab <lab>',
      t(
        'track/lab, or the bare slug; several with commas',
        'трек/лабораторная или короткое имя; несколько через запятую',
      ),
      collected,
    )
    .option(
      '--check <id>',
      t('only this check; repeat for more', 'только эта проверка; можно указать несколько раз'),
      collected,
    )
    .option(
      '--seed <number>',
      t('replay the values of an earlier attempt', 'повторить значения прошлой попытки'),
      wholeNumber(0, 2_147_483_647),
    )
    .addOption(format('pretty', 'json', 'junit', 'github', 'markdown'))
    .option(
      '--output <file>',
      t(
        'write the report there; progress stays on the terminal',
        'записать отчёт в файл; ход проверки останется на экране',
      ),
    )
    .option(
      '--source <source>',
      t(
        'reference | mutant:NAME | variant:NAME instead of a folder',
        'reference | mutant:ИМЯ | variant:ИМЯ вместо папки',
      ),
    )
    .option('--keep', t('leave the containers running afterwards', 'не убирать контейнеры после проверки'))
    .option('--verbose', t('every line of every check and of the build', 'каждая строка каждой проверки и сборки'))
    .addOption(lang())
    .addHelpText(
      'after',
      t(
        '\nExit codes: 0 passed · 1 a check failed · 2 ungradable · 3 our fault · 64 wrong usage · 130 interrupted',
        '\nКоды выхода: 0 пройдено · 1 проверка не пройдена · 2 проверить нельзя · 3 сбой у нас · 64 неверный вызов · 130 прервано',
      ),
    )
    .action(async (folder: string | undefined, options) => {
      const { gradeCommand } = await import('./grade/grade-command.ts');
      end(await gradeCommand(folder, { ...options, lang: options.lang ?? language }, terminal));
    });

  const labs = program
    .command('labs')
    .description(t('list, show and verify labs', 'список лабораторных, описание, самопроверка'))
    .helpCommand(false);
  labs
    .command('list')
    .description(t('every lab in teaching order', 'все лабораторные в порядке курса'))
    .addOption(format('pretty', 'json'))
    .addOption(lang())
    .action(async (options) => {
      const { listCommand } = await import('./labs/list-command.ts');
      end(await listCommand({ ...options, lang: options.lang ?? language }, terminal));
    });
  labs
    .command('show')
    .description(t('what a lab asks for and what it checks', 'что нужно сдать и что проверяется'))
    .argument('<lab>', t('track/lab, or the bare slug', 'трек/лабораторная или короткое имя'))
    .addOption(format('pretty', 'json'))
    .addOption(lang())
    .action(async (lab: string, options) => {
      const { showCommand } = await import('./labs/show-command.ts');
      end(await showCommand(lab, { ...options, lang: options.lang ?? language }, terminal));
    });
  labs
    .command('verify')
    .description(
      t(
        'the reference passes all, each mutant fails exactly its checks',
        'эталон проходит всё, каждый мутант проваливает ровно свои проверки',
      ),
    )
    .argument('[labs...]', t('default: every lab', 'по умолчанию: все'))
    .option(
      '--mutant <name>',
      t('only this mutant; repeat for more', 'только этот мутант; можно указать несколько раз'),
      collected,
    )
    .option(
      '--repeat <number>',
      t('run each so often, and name what differs', 'повторить каждый запуск и назвать расхождения'),
      wholeNumber(1, 1_000),
      1,
    )
    .option('--jobs <number>', t('attempts side by side', 'сколько попыток одновременно'), wholeNumber(1, 32), 4)
    .option(
      '--seed <number>',
      t('the same values for all', 'одни и те же значения для всех'),
      wholeNumber(0, 2_147_483_647),
    )
    .addOption(format('pretty', 'json'))
    .addOption(lang())
    .action(async (names: string[], options) => {
      const { verifyCommand } = await import('./labs/verify-command.ts');
      end(await verifyCommand(names, { ...options, lang: options.lang ?? language }, terminal));
    });

  program
    .command('doctor')
    .description(t('what this machine has and lacks', 'что есть на этой машине и чего не хватает'))
    .addOption(format('pretty', 'json'))
    .addOption(lang())
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor/doctor-command.ts');
      end(await doctorCommand({ ...options, lang: options.lang ?? language }, terminal));
    });

  const images = program
    .command('images')
    .description(t('the images labs run on', 'образы, на которых идут лабораторные'))
    .helpCommand(false);
  const imageCommands = {
    list: t('which are there', 'какие есть'),
    build: t('make or pull what is missing', 'собрать или скачать недостающие'),
    remove: t('take away those we made', 'убрать собранные нами'),
  };
  for (const [name, description] of Object.entries(imageCommands)) {
    const command = images.command(name).description(description).addOption(format('pretty', 'json')).addOption(lang());
    if (name === 'build') command.argument('[names...]', t('default: all', 'по умолчанию: все'));
    command.action(async (...args: unknown[]) => {
      const { imagesCommand } = await import('./images-command.ts');
      const options = (name === 'build' ? args[1] : args[0]) as { format: string; lang?: Language };
      const names = name === 'build' ? (args[0] as string[]) : [];
      end(
        await imagesCommand(
          name as keyof typeof imageCommands,
          names,
          { ...options, lang: options.lang ?? language },
          terminal,
        ),
      );
    });
  }

  program
    .command('serve')
    .description(t('the site and the grading service', 'сайт и сервис проверки'))
    .option('--port <number>', t('port', 'порт'), wholeNumber(1, 65_535), 4321)
    .option('--data <folder>', t('where attempts are kept', 'где хранить попытки'))
    .addOption(lang())
    .action(async (options) => {
      const { serveCommand } = await import('./serve-command.ts');
      end(await serveCommand({ ...options, lang: options.lang ?? language }, terminal));
    });

  program
    .command('schema', { hidden: true })
    .description(t('the JSON Schema of the report', 'JSON Schema отчёта'))
    .action(async () => {
      const { reportJsonSchema } = await import('../report/index.ts');
      terminal.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
    });
  return program;
}

function translateTitle(title: string, language: Language): string {
  const titles: Record<string, string> = {
    'Usage:': 'Вызов:',
    'Options:': 'Ключи:',
    'Arguments:': 'Аргументы:',
    'Commands:': 'Команды:',
  };
  return language === 'ru' ? (titles[title] ?? title) : title;
}
