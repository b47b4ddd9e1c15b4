/** What to do, from the command line. */
export type Command =
  | { name: 'up' }
  | { name: 'down'; count: number }
  | { name: 'version' }
  | { name: 'force'; version: number };

export const USAGE = 'Usage: migrate up | down [N] | version | force VERSION';

/** `undefined` when the words make no command. */
export function parseCommand([name, argument, ...rest]: readonly string[]): Command | undefined {
  const isNumber = argument !== undefined && /^\d{1,15}$/.test(argument);
  if (rest.length > 0) return undefined;
  if ((name === 'up' || name === 'version') && argument === undefined) return { name };
  if (name === 'down' && argument === undefined) return { name, count: 1 };
  if (name === 'down' && isNumber) return { name, count: Number(argument) };
  if (name === 'force' && isNumber) return { name, version: Number(argument) };
  return undefined;
}
