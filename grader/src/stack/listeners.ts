import type { Container } from './container.ts';
import type { Stack } from './stack.ts';

/** A TCP socket that waits for connections inside a container. */
export interface Listener {
  address: string;
  port: number;
  loopback: boolean;
}

const sidecarImage = 'orkestr/base:trixie';
const listenState = '0A';

/**
 * What listens inside a container, read from the kernel's own table by a second container that shares its network: works
 * for images without a shell, and on any daemon.
 */
export async function listenersOf(stack: Stack, container: Container): Promise<Listener[]> {
  const look = await stack.create({
    name: `${container.name}-sockets`,
    image: sidecarImage,
    env: {},
    command: ['cat', '/proc/net/tcp', '/proc/net/tcp6'],
    besides: container,
    heard: () => false,
  });
  try {
    await look.start();
    await look.ended();
    await look.drained();
    return parseSockets(look.lines.map(({ text }) => text));
  } finally {
    await stack.remove(look);
  }
}

/** Rows of /proc/net/tcp and tcp6 in the listening state, without Docker's own resolver. */
export function parseSockets(rows: readonly string[]): Listener[] {
  const found = new Map<string, Listener>();
  for (const row of rows) {
    const [, local, , state] = row.trim().split(/\s+/);
    if (state !== listenState || !local) continue;
    const [hex = '', port = ''] = local.split(':');
    const address = hex.length === 8 ? ipv4(hex) : ipv6(hex);
    if (address === '127.0.0.11') continue;
    const listener = {
      address,
      port: Number.parseInt(port, 16),
      loopback: address.startsWith('127.') || address === '::1',
    };
    found.set(`${address}:${listener.port}`, listener);
  }
  return [...found.values()];
}

/** The kernel writes an address as a little-endian word. */
function ipv4(hex: string): string {
  return [6, 4, 2, 0].map((from) => Number.parseInt(hex.slice(from, from + 2), 16)).join('.');
}

function ipv6(hex: string): string {
  if (/^0+$/.test(hex)) return '::';
  if (hex === '00000000000000000000000001000000') return '::1';
  if (hex.startsWith('0000000000000000FFFF0000')) return ipv4(hex.slice(24));
  return `[${hex.toLowerCase()}]`;
}
