import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StreamMessage } from './follow-attempt.ts';

export interface EventStreamOptions {
  response: ServerResponse;
  headers: Record<string, number | string | string[] | undefined>;
  messages: AsyncIterable<StreamMessage>;
  /** Milliseconds between two signs of life. */
  heartbeatMs: number;
  /** Milliseconds a reader may leave its buffer full before it is cut off. */
  stallMs: number;
}

/** Milliseconds after which a browser comes back when the stream breaks. */
const comeBackMs = 1_000;

/**
 * Sends messages as Server-Sent Events. At most one message waits in memory beyond the socket's own buffer: the next is
 * taken from `messages` when the reader has made room, and a reader that makes none in `stallMs` is cut off.
 */
export async function sendEventStream(options: EventStreamOptions): Promise<void> {
  const { response, headers, messages, heartbeatMs, stallMs } = options;
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${comeBackMs}\n\n`);
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, heartbeatMs);
  try {
    for await (const message of messages) {
      if (response.destroyed) return;
      if (!response.write(format(message))) await drained(response, stallMs);
    }
    response.end();
  } finally {
    clearInterval(heartbeat);
    if (!response.writableEnded) response.destroy();
  }
}

function format({ event, sequence, data }: StreamMessage): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  const id = sequence === undefined ? '' : `id: ${sequence}\n`;
  // JSON has no line breaks of its own, so one data line is enough.
  return `${name}${id}data: ${data}\n\n`;
}

/** @throws when the reader is gone or makes no room in time */
async function drained(response: ServerResponse, stallMs: number): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  try {
    await once(response, 'drain', { signal: AbortSignal.any([gone.signal, AbortSignal.timeout(stallMs)]) });
  } finally {
    response.off('close', leave);
  }
}
