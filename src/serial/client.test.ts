import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readdirSync, statSync, writeSync } from 'node:fs';
import type { TaskSnapshot } from '../concurrency/taskTree';
import { bundles } from '../../test/support/bundles';
import { Bench } from '../../test/support/serial/workerFixture';
import { GUARD_MS, until } from '../../test/support/until';
import type { SerialClient } from './client';
import { type PortSetup, type TerminalOptions, type TerminalStream } from './client';
import { FakeClient, FakePipe, FakeServer, type FakeQemu } from '../../test/support/serial/fakeQemu';
import { CREDIT_REPLY, CREDIT_REQUEST } from './protocol';
import { startSerialClient } from '../../test/support/serial/fifos';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: false,
};

/** What a terminal does: shows, and answers questions. */
function attach(stream: TerminalStream): { readonly text: string } {
  const screen = { text: '' };
  stream.onData((text) => {
    const parts = text.split(CREDIT_REQUEST);
    screen.text += parts.join('');
    for (let ask = 1; ask < parts.length; ask++) setImmediate(() => stream.handleInput(CREDIT_REPLY));
  });
  return screen;
}

function names(tree: TaskSnapshot): string[] {
  return [`${tree.kind} ${tree.name}`, ...tree.children.flatMap(names)];
}

for (const kind of ['spool', 'socket', 'a connection of ours'] as const) {
  describe(`serial client over ${kind}`, function () {
    this.timeout(60_000);
    let bench: Bench;
    let workerFile: string;
    let client: SerialClient;
    let qemus: FakeQemu[];

    before(async function () {
      this.timeout(20_000);
      ({ workerFile } = await bundles());
    });

    const far = (index: number): string => bench.path(`far${index}`);
    const transport = (index: number): PortSetup['transport'] =>
      kind === 'a connection of ours'
        ? { kind: 'unix', text: `unix:${far(index)}`, address: { path: far(index) } }
        : kind;

    const setup = (count: number, extra: Partial<PortSetup> = {}): PortSetup[] =>
      Array.from({ length: count }, (_, index) => ({
        name: `serial${index}`,
        transport: transport(index),
        path: bench.path(`ser${index}`),
        spoolLimitBytes: 64 << 20,
        ...extra,
      }));

    const start = async (ports: PortSetup[], qemuLog?: string): Promise<void> => {
      const all = { machine: 'm', ports, ...(qemuLog !== undefined && { qemuLog }) };
      client = await startSerialClient(workerFile, all, bench.log, bench.signal);
      qemus = ports.map((_, index) => {
        const chardev = client.chardevs[index];
        if (!chardev) return new FakeServer(far(index));
        return kind === 'spool' ? new FakePipe(chardev) : new FakeClient(chardev);
      });
      await client.connected(bench.signal);
    };

    const finish = async (): Promise<void> => {
      for (const qemu of qemus) qemu.end();
      await client.drain(bench.signal);
    };

    beforeEach(() => (bench = new Bench()));

    afterEach(async () => {
      await client.stop();
      await bench.close();
    });

    it(`the client over ${kind} keeps every byte in order, for all who read, to the last before the end`, async () => {
      await start(
        setup(2, { capture: bench.path('capture') }).map((port, index) =>
          index === 0 ? port : setup(2)[1]!,
        ),
      );
      const [port] = client.ports;
      const screen = attach(port!.openTerminal(OPTIONS));
      const heard: Uint8Array[] = [];
      port!.onDidReceive((bytes) => heard.push(bytes.slice()));
      // The worker takes messages in order: when this is answered, it feeds listeners.
      await port!.text(0, bench.signal);
      qemus[0]!.write('login: ');
      const match = await port!.waitFor(/login: /, { timeoutMs: GUARD_MS }, bench.signal);
      assert.deepEqual([match.start, match.end], [0, 7]);
      await until(() => heard.length > 0);
      const body = 'ABCDEFGH é 😀\r\n'.repeat(20_000);
      for (let at = 0; at < body.length; at += 5000) qemus[0]!.write(body.slice(at, at + 5000));
      qemus[0]!.write('last words');
      qemus[1]!.write('other port');
      const never = client.ports[1]!.waitFor('never', { timeoutMs: 60_000 }, bench.signal);
      const refused = assert.rejects(
        never,
        /"never" on port "serial1" did not come before the machine ended/,
      );
      await finish();
      await refused;
      const wanted = `login: ${body}last words`;
      assert.equal(screen.text, wanted);
      assert.equal(Buffer.concat(heard).toString(), wanted);
      assert.equal(readFileSync(bench.path('ser0.out'), 'utf8'), wanted);
      assert.equal(readFileSync(bench.path('capture'), 'utf8'), wanted);
      assert.equal(await client.ports[1]!.text(0, bench.signal), 'other port');
      assert.equal(port!.counters.received, Buffer.byteLength(wanted));
    });

    it(`the client over ${kind} delivers what is sent exactly and in order: 100 kB in one paste, keys behind it`, async () => {
      await start(setup(1));
      const terminal = client.ports[0]!.openTerminal(OPTIONS);
      const paste = Array.from({ length: 100_000 }, (_, index) =>
        String.fromCharCode(32 + ((index * 31) % 90)),
      ).join('');
      terminal.handleInput(paste);
      terminal.handleInput('ž\r');
      await until(() => qemus[0]!.input().length >= paste.length + 3);
      assert.equal(qemus[0]!.input().toString(), `${paste}ž\r`);
      await client.ports[0]!.send(new Uint8Array([0, 255, 27]), bench.signal);
      await until(() => qemus[0]!.input().length >= paste.length + 6);
      assert.deepEqual([...qemus[0]!.input().subarray(-3)], [0, 255, 27]);
      await until(() => client.ports[0]!.counters.sent === paste.length + 6);
      await finish();
    });

    it(`the client over ${kind} is not held up by a terminal that is paused, or never answers`, async () => {
      await start(setup(1));
      const [port] = client.ports;
      const deaf = port!.openTerminal(OPTIONS);
      let shown = 0;
      // It never answers. How much it is given all the same is a matter of time: see the credit window's tests.
      deaf.onData((text) => (shown += text.length));
      const paused = port!.openTerminal(OPTIONS);
      const screen = attach(paused);
      paused.pauseOutput();
      // The worker takes what it is told in order: with this answer it has paused, before there is anything to show.
      assert.equal(await port!.text(0, bench.signal), '');
      const line = Buffer.alloc(65_536, 'x');
      for (let count = 0; count < 64; count++) qemus[0]!.write(line);
      qemus[0]!.write('END');
      await port!.waitFor('END', { timeoutMs: GUARD_MS }, bench.signal);
      assert.equal(screen.text, '');
      assert.ok(shown > 0);
      await finish();
      assert.ok(screen.text.endsWith('END'), 'the machine’s end resumes');
    });

    it(`the client over ${kind} removes what speaks to the editor from terminals only`, async () => {
      await start(setup(1));
      const screen = attach(client.ports[0]!.openTerminal(OPTIONS));
      qemus[0]!.write('a\x1b]633;P;Cwd=/\x07b\x1b]52;c;aGk=\x07c\x1b[?2004hd');
      await until(() => screen.text === 'abcd');
      await finish();
      assert.match(readFileSync(bench.path('ser0.out'), 'latin1'), /\]633;.*\]52;/);
    });

    it(`the client over ${kind} gives a guest that asks as we do its own answer`, async () => {
      await start(setup(1));
      const terminal = client.ports[0]!.openTerminal(OPTIONS);
      const screen = attach(terminal);
      qemus[0]!.write(`ask${CREDIT_REQUEST}`);
      await until(() => screen.text === 'ask');
      await until(() => qemus[0]!.input().toString() === CREDIT_REPLY);
      // Answers to requests of ours would have come before this.
      terminal.handleInput('.');
      await until(() => qemus[0]!.input().length > CREDIT_REPLY.length);
      assert.equal(qemus[0]!.input().toString(), `${CREDIT_REPLY}.`);
      await finish();
    });

    it(`the client over ${kind} shows its loops and what they wait for, and says which records are QEMU’s log`, async () => {
      await start(setup(2), bench.path('qemu.log'));
      await until(() => readdirSync(bench.directory).includes('qemu.log'));
      const log = openSync(bench.path('qemu.log'), 'a');
      writeSync(log, 'guest error\n');
      closeSync(log);
      // QEMU may write before anyone is told its process id.
      client.setQemuPid(4711);
      await until(() => bench.records.some(({ text }) => text === 'guest error'));
      const record = bench.records.find(({ text }) => text === 'guest error');
      assert.deepEqual([record?.pid, record?.source, record?.thread], [4711, 'm · qemu log', 0]);
      const trees = await client.snapshot(bench.signal);
      const all = trees.flatMap(names);
      for (const name of [
        'group port serial1',
        'loop read QEMU’s log',
        'queue transmit serial0',
        'loop transmit serial0',
      ]) {
        assert.ok(all.includes(name), `${name} in ${all.join(', ')}`);
      }
      await finish();
    });

    it(`the client over ${kind} ends in order and leaves no thread, whatever it is doing`, async () => {
      await start(setup(2));
      const never = client.ports[0]!.waitFor('never', { timeoutMs: 60_000 }, new AbortController().signal);
      qemus[1]!.turnDeaf();
      const stuck = client.ports[1]!.send(Buffer.alloc(20 << 20), new AbortController().signal);
      const both = Promise.all([assert.rejects(never), assert.rejects(stuck)]);
      await client.stop();
      assert.equal(await client.stopped, undefined);
      await both;
      for (const qemu of qemus) qemu.end();
    });

    it(`the client over ${kind} tells everyone when its thread dies, and the bytes are still there`, async () => {
      await start(setup(1));
      qemus[0]!.write('precious');
      await client.ports[0]!.waitFor('precious', { timeoutMs: GUARD_MS }, bench.signal);
      const never = assert.rejects(
        client.ports[0]!.waitFor('x', { timeoutMs: 60_000 }, bench.signal),
        /worker thread "m serial" ended/,
      );
      await client.terminate();
      await never;
      assert.match((await client.stopped)?.message ?? '', /ended/);
      await assert.rejects(client.ports[0]!.send('x', bench.signal), /ended/);
      assert.throws(() => client.ports[0]!.openTerminal(OPTIONS), /port "serial0" is closed/);
      assert.equal(readFileSync(bench.path('ser0.out'), 'utf8'), 'precious');
      qemus[0]!.end();
    });

    it(`the client over ${kind} stays exact under a flood of single bytes`, async () => {
      await start(setup(1));
      const screen = attach(client.ports[0]!.openTerminal(OPTIONS));
      const hash = createHash('sha256');
      for (let count = 0; count < 30_000; count++) {
        const byte = Buffer.from([32 + (count % 90)]);
        hash.update(byte);
        qemus[0]!.write(byte);
        if (count % 1000 === 0) await new Promise(setImmediate);
      }
      await finish();
      assert.equal(
        createHash('sha256')
          .update(readFileSync(bench.path('ser0.out')))
          .digest('hex'),
        hash.digest('hex'),
      );
      assert.equal(screen.text.length, 30_000);
    });
  });
}

describe('serial client', function () {
  this.timeout(60_000);
  let bench: Bench;
  let workerFile: string;

  before(async function () {
    this.timeout(20_000);
    bench = new Bench();
    ({ workerFile } = await bundles());
  });
  after(() => bench.close());

  const port = (name: string, extra: Partial<PortSetup> = {}): PortSetup => ({
    name,
    transport: 'spool',
    path: bench.path(name),
    spoolLimitBytes: 1 << 20,
    ...extra,
  });
  const start = (...ports: PortSetup[]): Promise<SerialClient> =>
    startSerialClient(workerFile, { machine: 'm', ports }, bench.log, bench.signal);

  it('the client makes private files and tells QEMU where they are', async () => {
    const client = await start(port('a'), port('b,c'));
    assert.deepEqual(client.chardevs, [
      { id: 'qsd-ser0', backend: 'pipe', options: { path: bench.path('a') } },
      { id: 'qsd-ser1', backend: 'pipe', options: { path: bench.path('b,c') } },
    ]);
    assert.equal(statSync(bench.path('a.out')).mode & 0o777, 0o600);
    assert.equal(statSync(bench.path('b,c.in')).mode & 0o777, 0o600);
    await client.stop();
  });

  it('the client fails as a whole, with the reason, and leaves no thread', async () => {
    const client = await start(port('d', { capture: '/no/such/file' }));
    await assert.rejects(client.connected(bench.signal), /port "d": cannot write the capture file: ENOENT/);
    await client.stop();
    await assert.rejects(start(port('e'), port('e')), /EEXIST.*e\.out/);
  });

  it('the client says when QEMU does not open a port', async () => {
    const client = await start(port('f'));
    await assert.rejects(client.connected(bench.signal), /QEMU did not open its input .*f\.in/);
    await client.stop();
  });

  it('the client tells the end of a connection of ours behind its last byte, and refuses what is sent then', async () => {
    const path = bench.path('far');
    const qemu = new FakeServer(path);
    const client = await start(
      port('h', { transport: { kind: 'unix', text: 'unix:far', address: { path } } }),
    );
    assert.deepEqual(client.chardevs, []);
    const told: string[] = [];
    client.onDidHearOfEndpoint(({ news, text }) => told.push(screen.text.slice(-4), news, text));
    await client.connected(bench.signal);
    const screen = attach(client.ports[0]!.openTerminal(OPTIONS));
    qemu.write('x'.repeat(300_000));
    qemu.write('last');
    qemu.end();
    await until(() => told.length > 0);
    assert.deepEqual(told, ['last', 'ended', 'QEMU has closed unix:far.']);
    assert.equal(screen.text.length, 300_004);
    await assert.rejects(client.ports[0]!.send('x', bench.signal), /QEMU no longer reads its input/);
    await client.drain(bench.signal);
    await client.stop();
  });

  it('the client stops starting when told to', async () => {
    const controller = new AbortController();
    const starting = startSerialClient(
      workerFile,
      { machine: 'm', ports: [port('g')] },
      bench.log,
      controller.signal,
    );
    controller.abort(new Error('enough'));
    await assert.rejects(starting, /enough/);
  });
});
