import assert from 'node:assert/strict';
import { parseEndpoint } from './endpoints';

describe('endpoints', () => {
  it('endpoints are taken apart', () => {
    assert.deepEqual(parseEndpoint('unix:/tmp/a b:c'), { kind: 'unix', path: '/tmp/a b:c' });
    assert.deepEqual(parseEndpoint('pty:/dev/pts/4'), { kind: 'pty', path: '/dev/pts/4' });
    assert.deepEqual(parseEndpoint('tcp:localhost:1234'), { kind: 'tcp', host: 'localhost', port: 1234 });
    assert.deepEqual(parseEndpoint('telnet:127.0.0.1:23'), { kind: 'telnet', host: '127.0.0.1', port: 23 });
    assert.deepEqual(parseEndpoint('tcp:[::1]:9'), { kind: 'tcp', host: '::1', port: 9 });
  });

  it('endpoints of any other form are none', () => {
    for (const text of [
      '',
      'unix:',
      'tcp:1234',
      'tcp::1234',
      'tcp:a:0',
      'tcp:a:65536',
      'tcp:a:1,server',
      'udp:a:1',
    ])
      assert.equal(parseEndpoint(text), undefined, text);
  });
});
