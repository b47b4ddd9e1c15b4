import { request } from 'node:http';

/** A message of an event stream as a browser would see it. */
export interface SeenMessage {
  event: string;
  id: string;
  data: string;
}

/** Reads an event stream; hangs up when disposed of. */
export function openEventSource(port: number, path: string, headers: Record<string, string> = {}) {
  const messages: SeenMessage[] = [];
  let heartbeats = 0;
  const ended = Promise.withResolvers<number>();
  const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
    let rest = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith(':')) heartbeats++;
        else if (!block.startsWith('retry:')) messages.push(parseBlock(block));
      }
    });
    response.on('close', () => ended.resolve(response.statusCode ?? 0));
    response.on('error', () => ended.resolve(0));
  });
  outgoing.on('error', () => ended.resolve(0));
  outgoing.end();
  return {
    messages,
    /** The status, once the server has ended the stream. */
    ended: ended.promise,
    get heartbeats() {
      return heartbeats;
    },
    [Symbol.dispose]: () => void outgoing.destroy(),
  };
}

function parseBlock(block: string): SeenMessage {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
  return { event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data: fields.get('data') ?? '' };
}
