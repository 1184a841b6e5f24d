import assert from 'node:assert/strict';
import { tcpServed, unixServed } from './isServed';

const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
000000005016026a: 00000002 00000000 00010000 0001 01 1846062 /tmp/s
00000000757f3251: 00000003 00000000 00000000 0001 03 1846064 /tmp/s
00000000757f3252: 00000003 00000000 00000000 0001 03 1846065 /tmp/with space
000000002da7b28c: 00000003 00000000 00000000 0001 02     0 /tmp/waits
`;

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:B267 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1846063 1 0 100 0 0 10 0
   8: 0100007F:B267 0100007F:A1F2 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 0 0 10 -1
  42: 0100007F:B267 0100007F:01E6 01 00000000:00000000 00:00000000 00000000     0        0 1846065 1 0 20 0 0 10 -1
  43: 0100007F:A1F2 0100007F:B267 01 00000000:00000000 00:00000000 00000000     0        0 1845110 2 0 20 0 0 10 -1
`;

describe('whether a connection was taken', () => {
  it('whether a connection was taken is told by the table of unix sockets, for paths as they are', () => {
    assert.equal(unixServed(UNIX, '/tmp/s'), true);
    assert.equal(unixServed(UNIX, '/tmp/with space'), true);
    assert.equal(unixServed(UNIX, '/tmp/waits'), false);
    assert.equal(unixServed(UNIX, '/mnt/s'), undefined);
    assert.equal(unixServed('', '/tmp/s'), undefined);
  });

  it('whether a connection was taken is told by the table of TCP, for connections to this computer', () => {
    assert.equal(tcpServed(TCP, 0xb267, 0x1e6), true);
    assert.equal(tcpServed(TCP, 0xb267, 0xa1f2), false);
    assert.equal(tcpServed(TCP, 0xb267, 0x1e7), undefined);
    assert.equal(tcpServed('', 1, 2), undefined);
  });
});
