/** Serial ports of a QEMU that somebody else has started, for a session that attaches to it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { BUILT_IN } from '../../src/config/defaults';
import { floodPattern, SAMPLE_ELF, SAMPLE_PROMPT } from '../guests/guests';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { BEFORE, COUNTER_C, setBreakpoints } from '../support/sampleDebug';
import { GUARD_MS, until } from '../support/until';

/** All 256 byte values, those that lines and protocols take for themselves among them, thrice. */
const ALL_BYTES = Buffer.from([0, 1, 2].flatMap(() => Array.from({ length: 256 }, (_, byte) => byte)));
const FLOOD_BYTES = 300_000;
const SERVER = 'server=on,wait=off';

/** Whether QEMU answers a command: then all of its sockets are there, for which its greeting is too early. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    socket.write('{"execute": "qmp_capabilities"}\n');
    for (let text = ''; !text.includes('"return"');) text += String((await once(socket, 'data'))[0]);
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

describe('attaching to the serial ports of another QEMU', () => {
  let room: DebugRoom;
  let qemu: ChildProcess;
  let qmp: string;
  /** What QEMU is told, and what the attach configuration says, by kind. */
  let endpoints: Record<string, string>;
  let output: string;

  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async () => {
    if (qemu.exitCode === null && qemu.signalCode === null) {
      qemu.kill('SIGKILL');
      await once(qemu, 'exit');
    }
    await room.close();
  });

  /** A guest that nobody listens to so far. */
  async function start(...serials: string[]): Promise<void> {
    qmp = join(room.room.scratch, 'q');
    await rm(qmp, { force: true });
    const args = [
      ...['-name', 'other', '-display', 'none', '-m', '32', '-nic', 'none', '-kernel', SAMPLE_ELF],
      ...['-qmp', `unix:${qmp},${SERVER}`, ...serials.flatMap((serial) => ['-serial', serial])],
    ];
    qemu = spawn('qemu-system-i386', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    output = '';
    qemu.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until('QEMU is up', () => answers(qmp));
  }

  async function startWith(kind: string): Promise<string> {
    const port = await freePort();
    const path = join(room.room.scratch, 's');
    endpoints = {
      unix: `unix:${path}`,
      tcp: `tcp:127.0.0.1:${port}`,
      telnet: `telnet:127.0.0.1:${port}`,
    };
    await start(kind === 'pty' ? 'pty' : `${endpoints[kind]},${SERVER}`);
    if (kind !== 'pty') return endpoints[kind]!;
    await until('QEMU tells its pty', () => /\/dev\/pts\/\d+/.test(output));
    return `pty:${/\/dev\/pts\/\d+/.exec(output)?.[0]}`;
  }

  async function attach(...serial: string[]): Promise<DebugDriver> {
    const driver = await room.session({
      ...{ type: 'qemu', request: 'attach', name: 'other', debugger: 'none' },
      ...{ qmp: `unix:${qmp}`, serial },
    });
    await driver.begin('attach');
    return driver;
  }

  /** A guest whose first words were said to nobody: its prompt comes again after an empty line. */
  async function talk(port = 0): Promise<Dialogue> {
    const { serial } = room.connected.at(-1)!.ports[port]!;
    const dialogue = new Dialogue(serial, SAMPLE_PROMPT, room.room.tasks.signal);
    await dialogue.say('\r');
    await dialogue.hear(SAMPLE_PROMPT);
    return dialogue;
  }

  for (const kind of ['unix', 'tcp', 'telnet', 'pty']) {
    it(`a port of another QEMU over ${kind} has every byte in both directions, and is left as it was`, async () => {
      const endpoint = await startWith(kind);
      for (let round = 1; round <= 2; round++) {
        const driver = await attach(endpoint);
        const dialogue = await talk();
        await driver.evaluate('serial: echo typed in the console');
        await dialogue.hear(`\r\ntyped in the console${SAMPLE_PROMPT}`);

        await dialogue.say(`raw ${ALL_BYTES.length}\r`);
        await dialogue.hear(`raw: send ${ALL_BYTES.length} bytes`);
        await dialogue.say(ALL_BYTES);
        const crc = crc32(ALL_BYTES).toString(16).padStart(8, '0');
        await dialogue.hear(`raw: got ${ALL_BYTES.length} bytes, crc32 ${crc}`);
        await dialogue.hear(SAMPLE_PROMPT);

        const heard: Buffer[] = [];
        const { serial } = room.connected.at(-1)!.ports[0]!;
        const listening = serial.onDidReceive((bytes) => heard.push(Buffer.from(bytes)));
        const wanted = Buffer.from('ff41ffff42fffb01fff0000a0d0d0a1104131b7f', 'hex');
        await dialogue.say(`bytes ${[...wanted].map((byte) => byte.toString(16)).join(' ')}\r`);
        await until('the bytes', () => Buffer.concat(heard).includes(wanted)).catch(() =>
          assert.fail(Buffer.concat(heard).toString('hex')),
        );
        await dialogue.say(`flood ${FLOOD_BYTES}\r`);
        await dialogue.hear(`flood: ${FLOOD_BYTES} bytes`);
        const flood = floodPattern(FLOOD_BYTES);
        await until('the flood', () => Buffer.concat(heard).includes(flood));
        listening.dispose();

        await driver.ask('disconnect');
        assert.equal(
          await room.connected.at(-1)!.ports[0]!.ended,
          'The debug session has ended. QEMU goes on.',
        );
        await room.connected.at(-1)!.stopped;
        assert.deepEqual(await readdir(room.room.directory), []);
        assert.equal(qemu.exitCode, null);
      }
    });

    it(`a port of another QEMU over ${kind} tells when QEMU ends, with its last words`, async () => {
      const endpoint = await startWith(kind);
      const driver = await attach(endpoint);
      const dialogue = await talk();
      const port = room.connected.at(-1)!.ports[0]!;
      const terminal = port.serial.openTerminal({ ...BUILT_IN.serial });
      let shown = '';
      terminal.onData((text) => (shown += text));
      await dialogue.ask('echo last words');
      qemu.kill('SIGKILL');
      // Whichever is noticed first.
      assert.ok([`QEMU has closed ${endpoint}.`, 'QEMU has closed its monitor.'].includes(await port.ended));
      assert.match(shown, /\r\nlast words\r\n> $/);
      await driver.next('terminated');
      await driver.ask('disconnect');
      await room.connected.at(-1)!.stopped;
    });
  }

  it('several ports of another QEMU are kept apart, by name', async () => {
    const path = join(room.room.scratch, 's');
    await start(`unix:${path}0,${SERVER}`, `unix:${path}1,${SERVER}`);
    const driver = await attach(`unix:${path}0`, `unix:${path}1`);
    const dialogue = await talk();
    await driver.evaluate('serial[serial1]: to the second');
    await dialogue.say('echo2 to the second\r');
    await room.connected[0]!.ports[1]!.serial.waitFor(
      'to the second',
      { timeoutMs: GUARD_MS },
      room.room.tasks.signal,
    );
    await assert.rejects(driver.evaluate('serial[x]: y'), /no serial port "x"; there are: serial0, serial1/);
    await driver.ask('disconnect');
  });

  it('a port of another QEMU is there beside GDB, which needs no monitor', async () => {
    const endpoint = await startWith('unix');
    const gdbStub = join(room.room.scratch, 'g');
    const monitor = await room.session({ type: 'qemu', request: 'attach', name: 'm', qmp: `unix:${qmp}` });
    await monitor.begin('attach');
    await monitor.evaluate(`gdbserver unix:${gdbStub},${SERVER}`);
    await monitor.ask('disconnect');
    const driver = await room.session({
      ...{ type: 'qemu', request: 'attach', name: 'other', program: SAMPLE_ELF },
      ...{ gdbStub: `unix:${gdbStub}`, serial: [endpoint] },
    });
    await driver.begin('attach', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    await driver.evaluate('serial: counter');
    await driver.stopped('breakpoint');
    await driver.ask('continue', { threadId: 1 });
    const dialogue = new Dialogue(
      room.connected.at(-1)!.ports[0]!.serial,
      SAMPLE_PROMPT,
      room.room.tasks.signal,
    );
    await dialogue.hear('counter 1');
    await driver.ask('disconnect');
    assert.equal(await room.connected.at(-1)!.ports[0]!.ended, 'The debug session has ended.');
    assert.equal(qemu.exitCode, null);
  });

  it('a port of another QEMU is told to be somebody else’s, and had as soon as that one leaves', async () => {
    for (const kind of ['unix', 'tcp']) {
      const endpoint = await startWith(kind);
      const { path, port } = /^unix:(?<path>.*)|:(?<port>\d+)$/.exec(endpoint)!.groups!;
      const other = path === undefined ? connect(Number(port), '127.0.0.1') : connect(path);
      await once(other, 'connect');
      const driver = await attach(endpoint);
      const [first] = room.connected.at(-1)!.ports;
      assert.match(await first!.unserved, /not accepted the connection to .* Is another program connected/);
      other.destroy();
      const dialogue = await talk();
      assert.equal(await dialogue.ask('echo mine now'), 'mine now');
      await driver.ask('disconnect');
      qemu.kill('SIGKILL');
      await once(qemu, 'exit');
    }
  });

  it('attaching is refused when a port of another QEMU cannot be had, with what to do, and leaves nothing', async () => {
    const endpoint = await startWith('unix');
    for (const [wrong, why] of [
      ['unix:/nowhere/s', /unix:\/nowhere\/s: there is no such socket. Was QEMU started with it/],
      ['tcp:127.0.0.1:1', /tcp:127\.0\.0\.1:1: nothing listens there. Was QEMU started with it/],
      ['telnet:[::1]:1', /telnet:\[::1\]:1: nothing listens there/],
      ['pty:/dev/pts/nowhere', /pty:\/dev\/pts\/nowhere: there is no such pty. QEMU says which one/],
      ['pty:/dev/null', /pty:\/dev\/null: this is not a pty/],
    ] as const) {
      const driver = await room.session({
        ...{ type: 'qemu', request: 'attach', name: 'other', debugger: 'none' },
        ...{ qmp: `unix:${qmp}`, serial: [endpoint, wrong] },
      });
      await driver.initialize();
      assert.match(await driver.refused('attach'), why);
      await driver.ask('disconnect');
      assert.deepEqual(await readdir(room.room.directory), []);
    }
    await (await attach(endpoint)).ask('disconnect');
  });

  it('ports of another QEMU are in the tree of tasks, in a directory that nobody else can enter', async () => {
    const driver = await attach(await startWith('unix'));
    await talk();
    const [name] = await readdir(room.room.directory);
    const path = join(room.room.directory, name!);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.match(await readFile(join(path, 'ser0.out'), 'latin1'), /> /);
    await until('the tree', () => {
      const tree = JSON.stringify(room.room.tasks.snapshot());
      return tree.includes('serial ports of other') && tree.includes('transmit serial0');
    });
    await driver.ask('disconnect');
  });
});
