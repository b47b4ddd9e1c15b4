import { CommanderError } from 'commander';
import { inLanguage, type Language, type Text } from '../contract/text.ts';
import { exitCodes } from './exit-codes.ts';
import { languageOfCall } from './language.ts';
import { parseErrorMessage } from './parse-error.ts';
import { buildProgram } from './program.ts';
import { ownTerminal, type Terminal } from './terminal.ts';

/** Runs the command line of this process to its end, and ends the process with its exit code. */
export async function main(): Promise<void> {
  const terminal = ownTerminal();
  const code = await run(process.argv.slice(2), terminal);
  const lost = await terminal.flushed();
  if (lost) terminal.stderr.write(`orkestr: the output could not be written: ${lost.message}\n`);
  process.exit(lost ? Math.max(code, exitCodes.errored) : code);
}

/** Runs one command line. Never throws: what goes wrong is said on stderr and in the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const language = languageOfCall(argv, terminal.env);
  let code: number = exitCodes.passed;
  const program = buildProgram(terminal, language, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, terminal, language);
  }
}

const seeHelp: Text = { en: 'See: orkestr --help', ru: 'Справка: orkestr --help' };
const ourFault: Text = {
  en: 'This is our fault, not yours.',
  ru: 'Это ошибка на нашей стороне, не на вашей.',
};

async function explain(error: unknown, terminal: Terminal, language: Language): Promise<number> {
  const say = (text: string) => terminal.stderr.write(`${text}\n`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.passed;
    // A bare `orkestr` or `orkestr labs`: the help has been shown.
    if (error.code === 'commander.help') return exitCodes.usage;
    say(`orkestr: ${parseErrorMessage(error, language)}\n${inLanguage(seeHelp, language)}`);
    return exitCodes.usage;
  }
  const { usageMessage } = await import('./usage-error.ts');
  const usage = usageMessage(error, language);
  if (usage) {
    say(`orkestr: ${usage}`);
    return exitCodes.usage;
  }
  if (isUnanswered(error)) {
    say(`orkestr: ${inLanguage(noDocker(error.message), language)}`);
    return exitCodes.errored;
  }
  const { hideOurPaths, inert } = await import('../report/index.ts');
  const detail = terminal.env.ORKESTR_DEBUG && error instanceof Error ? error.stack : undefined;
  const message = error instanceof Error ? error.message : String(error);
  say(`orkestr: ${inert(detail ?? hideOurPaths(message))}`);
  if (!isForUser(error)) say(inLanguage(ourFault, language));
  return exitCodes.errored;
}

const noDocker = (reason: string): Text => ({
  en: `Docker does not answer (${reason}). See: npx orkestr doctor`,
  ru: `Docker не отвечает (${reason}). Подробнее: npx orkestr doctor`,
});

/** A connection that could not be made: the only one a command makes is to Docker. */
function isUnanswered(error: unknown): error is Error {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'connect';
}

/** Errors whose message already says what to do. */
function isForUser(error: unknown): boolean {
  return error instanceof Error && ['ImageError', 'PlatformError', 'EditError'].includes(error.name);
}
