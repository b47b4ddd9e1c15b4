import { parseArgs } from 'node:util';

const startHelp = `npm start -- [--port N] [--yes]

Installs what is missing, serves the course, and makes the images that labs need.
  --port N   where to serve (default 4321)
  --yes      install system packages without asking (also: CI=true)`;

const testHelp = `npm test -- [--yes]

Installs what is missing and runs every test.
  --yes      install system packages without asking (also: CI=true)`;

/**
 * What the command line and the environment ask for.
 *
 * @param {'start' | 'test'} command
 * @returns {{ port: number, yes: boolean, help: string | null }}
 * @throws Error with a sentence for the user when an option is unknown or has no sense
 */
export function readArguments(command, argv, env) {
  const options = { yes: { type: 'boolean', short: 'y' }, help: { type: 'boolean', short: 'h' } };
  if (command === 'start') options.port = { type: 'string' };
  const { values } = parseArgs({ args: argv, options });
  const port = Number(values.port ?? 4321);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port ${values.port} is no port: 1 to 65535`);
  const help = values.help ? (command === 'start' ? startHelp : testHelp) : null;
  return { port, yes: Boolean(values.yes) || env.CI === 'true' || env.CI === '1', help };
}
