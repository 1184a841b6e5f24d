import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bundles } from '../../test/support/bundles';
import { FakePipe } from '../../test/support/serial/fakeQemu';
import { Bench } from '../../test/support/serial/workerFixture';
import { GUARD_MS, until } from '../../test/support/until';
import type { SerialClient } from './client';
import { type SerialPort } from './client';
import { CREDIT_REPLY, CREDIT_REQUEST } from './protocol';
import { startSerialClient } from '../../test/support/serial/fifos';

const LIMIT = { timeoutMs: GUARD_MS };
/** "╔═╗", "Ünits: ", in code page 437. */
const BOX = Buffer.from([0xc9, 0xcd, 0xbb, 0x0d, 0x0a]);
const UNITS = Buffer.from([0x9a, ...Buffer.from('nits: ')]);

describe('a port with an encoding', function () {
  this.timeout(60_000);
  let bench: Bench;
  let workerFile: string;
  let client: SerialClient;
  let port: SerialPort;
  let qemu: FakePipe;

  before(async () => ({ workerFile } = await bundles()));
  beforeEach(() => (bench = new Bench()));
  afterEach(async () => {
    await client.stop();
    await bench.close();
  });

  const start = async (encoding?: string): Promise<void> => {
    const setup = {
      name: 'console',
      transport: 'spool' as const,
      path: bench.path('ser0'),
      spoolLimitBytes: 1 << 20,
      capture: bench.path('capture'),
      ...(encoding !== undefined && { encoding }),
    };
    client = await startSerialClient(workerFile, { machine: 'm', ports: [setup] }, bench.log, bench.signal);
    qemu = new FakePipe(client.chardevs[0]!);
    await client.connected(bench.signal);
    [port] = client.ports as [SerialPort];
  };
  const finish = async (): Promise<void> => {
    qemu.end();
    await client.drain(bench.signal);
  };
  /** Shows, and answers as a terminal does. */
  const attach = () => {
    const stream = port.openTerminal({
      newline: 'crlf',
      implicitCarriageReturn: true,
      localEcho: false,
      bracketedPaste: false,
    });
    const shown = { text: '', stream };
    stream.onData((text) => {
      const parts = text.split(CREDIT_REQUEST);
      shown.text += parts.join('');
      for (let ask = 1; ask < parts.length; ask++) setImmediate(() => stream.handleInput(CREDIT_REPLY));
    });
    return shown;
  };

  it('a port with an encoding shows, finds and tells text in it, and keeps its bytes', async () => {
    await start('cp437');
    assert.equal(port.encoding, 'cp437');
    const shown = attach();
    const heard: number[] = [];
    port.onDidReceive((bytes) => heard.push(...bytes));
    await port.text(0, bench.signal);
    const bytes = Buffer.concat([BOX, UNITS]);
    for (const byte of bytes) qemu.write(Buffer.of(byte));
    const match = await port.waitFor(/^Ün\w+: /m, LIMIT, bench.signal);
    assert.deepEqual([match.text, match.start, match.end], ['Ünits: ', 5, 12]);
    await assert.rejects(
      port.waitFor('Ünits', { timeoutMs: 1, from: 0, raw: true }, bench.signal),
      /Last lines received:\n╔═╗\nÜnits:$/,
    );
    assert.equal(await port.text(0, bench.signal), '╔═╗\r\nÜnits: ');
    assert.equal(await port.text(2, bench.signal, 6), '╗\r\nÜ');
    assert.equal(await port.lastLines(bench.signal), '╔═╗\nÜnits:');
    await until('it is shown', () => shown.text === '╔═╗\r\nÜnits: ');
    await finish();
    assert.deepEqual(Buffer.from(heard), bytes);
    assert.deepEqual(readFileSync(bench.path('ser0.out')), bytes);
    assert.deepEqual(readFileSync(bench.path('capture')), bytes);
  });

  it('a port with an encoding sends keys, pastes and text in it, and nothing of what it cannot say', async () => {
    await start('shiftjis');
    const { stream } = attach();
    const shown = attach();
    stream.handleInput('表\r');
    await until('it was written', () => qemu.input().length === 4);
    assert.deepEqual([...qemu.input()], [0x95, 0x5c, 0x0d, 0x0a]);
    shown.stream.handleInput('rm ř*\r');
    await until('it is said', () => shown.text.includes('the encoding shiftjis does not have "ř"'));
    await assert.rejects(port.send('ř', bench.signal), {
      message:
        'nothing was sent to port "console": the encoding shiftjis does not have "ř"; send bytes, or change the encoding',
    });
    await port.send(new Uint8Array([0xff]), bench.signal);
    await port.send('ソ', bench.signal);
    await until('the rest was written', () => qemu.input().length === 7);
    assert.deepEqual([...qemu.input().subarray(4)], [0xff, 0x83, 0x5c]);
    await finish();
  });

  it('an encoding that is changed holds for what was said before, for waits that go on, and for what is sent', async () => {
    await start();
    const shown = attach();
    const other = attach();
    qemu.write(Buffer.concat([BOX, UNITS]));
    await until('it is shown as UTF-8', () => shown.text.endsWith('nits: ') && other.text.endsWith('nits: '));
    assert.match(shown.text, /^\ufffd\u037b\r\n\ufffdnits: $/);
    const wait = port.waitFor('Ünits: ', LIMIT, bench.signal);
    shown.text = other.text = '';
    port.decodeAs('cp437');
    assert.equal((await wait).start, 5);
    for (const { text } of [shown, other]) assert.doesNotMatch(text, /\ufffd/);
    await until('both are drawn anew', () =>
      [shown, other].every(({ text }) => text.endsWith('╔═╗\r\nÜnits: ')),
    );
    shown.stream.handleInput('ü');
    await until('a key is in it', () => qemu.input().equals(Buffer.of(0x81)));
    port.decodeAs('utf8');
    await port.send('ü', bench.signal);
    await until('text is in UTF-8 again', () => qemu.input().equals(Buffer.of(0x81, 0xc3, 0xbc)));
    await finish();
  });
});
