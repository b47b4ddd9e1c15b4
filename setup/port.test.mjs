import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { isPortFree, listeningInodes, whoListens } from './port.mjs';

it('tells a free port from a taken one, and who has it', async () => {
  const server = createServer();
  const port = await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
  expect(await isPortFree(port)).toBe(false);
  if (process.platform === 'linux') expect(await whoListens(port)).toContain(`(pid ${process.pid})`);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});

it('reads the listening sockets of one port and no others', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:10E1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 501 1
   1: 0100007F:10E1 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 502 1
   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 503 1`;
  expect(listeningInodes(table, 4321)).toEqual(['socket:[501]']);
});
