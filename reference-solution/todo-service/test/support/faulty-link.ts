import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A TCP link to PostgreSQL that can be spoilt. */
export interface FaultyLink {
  /** DATABASE_URL through the link. */
  url: string;
  /** Connections are taken, nothing is passed on: a database that hangs. */
  hang: () => void;
  /** As it should be. What was swallowed meanwhile stays lost. */
  mend: () => void;
}

export async function faultyLink(t: TestContext, url: string): Promise<FaultyLink> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isHanging = false;
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (data) => isHanging || to.write(data));
    from.on('error', () => {});
    from.on('close', () => to.destroy());
  };
  const server = createServer((socket) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    pass(socket, upstream);
    pass(upstream, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const through = new URL(url);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    hang: () => {
      isHanging = true;
    },
    mend: () => {
      isHanging = false;
    },
  };
}
