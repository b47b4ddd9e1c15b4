import { expect, it } from 'vitest';
import { parseSockets } from './listeners.ts';

it('reads listening sockets out of the kernel tables, without those of the resolver', () => {
  const rows = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    '   1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    '   2: 0B00007F:8DB3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1',
    '   3: 030012AC:1F90 010012AC:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    '   0: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A 0 0 0 0 0 0',
    '   1: 00000000000000000000000001000000:1F92 00000000000000000000000000000000:0000 0A 0 0 0 0 0 0',
    '   2: 0000000000000000FFFF00000100007F:1F93 00000000000000000000000000000000:0000 0A 0 0 0 0 0 0',
  ];
  expect(parseSockets(rows)).toEqual([
    { address: '0.0.0.0', port: 8080, loopback: false },
    { address: '127.0.0.1', port: 3000, loopback: true },
    { address: '::', port: 8081, loopback: false },
    { address: '::1', port: 8082, loopback: true },
    { address: '127.0.0.1', port: 8083, loopback: true },
  ]);
});
