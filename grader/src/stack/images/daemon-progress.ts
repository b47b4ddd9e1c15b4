import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { ImageError } from './image-error.ts';

/** Receives what a tool says, line by line, as it is said. */
export type Say = (line: string) => void;

interface DaemonMessage {
  stream?: string;
  status?: string;
  id?: string;
  progress?: string;
  error?: string;
}

/** Lines kept for the message of a failure. */
const keptLines = 20;

/**
 * Reads the JSON lines that the daemon answers a build, pull or import with, and says them as text. Bars that count bytes
 * are left out.
 *
 * @throws ImageError with the last lines when the daemon reports a failure or the connection breaks
 */
export async function followDaemon(image: string, answer: NodeJS.ReadableStream, say: Say): Promise<void> {
  const last: string[] = [];
  try {
    for await (const json of createInterface({ input: answer })) {
      if (json.trim() === '') continue;
      const message = JSON.parse(json) as DaemonMessage;
      if (message.error) throw new ImageError(image, [message.error, ...last].join('\n'));
      for (const line of textOf(message)) {
        last.push(line);
        if (last.length > keptLines) last.shift();
        say(line);
      }
    }
  } catch (error) {
    if (error instanceof ImageError) throw error;
    throw new ImageError(image, `the daemon's answer broke off: ${(error as Error).message}`, { cause: error });
  }
}

/** dpkg counts its way through its database, a line for every five percent. */
const counting = /^\(Reading database \.\.\./;

function textOf(message: DaemonMessage): string[] {
  if (message.stream) {
    const lines = stripVTControlCharacters(message.stream).split(/[\r\n]+/);
    return lines.filter((line) => line.trim() !== '' && !counting.test(line));
  }
  if (message.status && !message.progress) return [message.id ? `${message.id}: ${message.status}` : message.status];
  return [];
}
