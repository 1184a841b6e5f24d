import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ChildProcess, kill } from '../../src/concurrency/childProcess';
import { chardevOption } from '../../src/serial/chardev';
import type { SerialClient } from '../../src/serial/client';
import { type TerminalStream, type TransportKind } from '../../src/serial/client';
import { CREDIT_REPLY, CREDIT_REQUEST } from '../../src/serial/protocol';
import { bundles } from '../support/bundles';
import { Bench } from '../support/serial/workerFixture';
import { GUARD_MS, until } from '../support/until';
import { startSerialClient } from '../support/serial/fifos';

const SAMPLE = ['qemu-system-i386', '-kernel', 'media/guest/sample.elf'];
const UBOOT_ARM64 = [
  'qemu-system-aarch64',
  ...['-M', 'virt', '-cpu', 'cortex-a57', '-bios', '/usr/lib/u-boot/qemu_arm64/u-boot.bin'],
];
const LIMIT = { timeoutMs: GUARD_MS };

/** A QEMU with its serial ports as the product has them, held at reset until `go()`. */
class Rig {
  private constructor(
    readonly bench: Bench,
    readonly client: SerialClient,
    private readonly qemu: ChildProcess,
    readonly shown: { text: string },
    readonly terminal: TerminalStream,
  ) {}

  static async start(
    workerFile: string,
    transport: TransportKind,
    [program = '', ...args]: string[],
    ports = 1,
  ): Promise<Rig> {
    const bench = new Bench();
    const setup = Array.from({ length: ports }, (_, index) => ({
      name: `serial${index}`,
      transport,
      path: bench.path(`ser${index}`),
      spoolLimitBytes: 256 << 20,
    }));
    const client = await startSerialClient(
      workerFile,
      { machine: 'm', ports: setup },
      bench.log,
      bench.signal,
    );
    const serial = client.chardevs.flatMap((chardev) => [
      '-chardev',
      chardevOption(chardev),
      '-serial',
      `chardev:${chardev.id}`,
    ]);
    const common = ['-S', '-display', 'none', '-monitor', 'stdio', ...serial];
    const qemu = await ChildProcess.spawn('qemu', program, [...args, ...common], { stdin: 'pipe' });
    let said = '';
    qemu.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await new Promise<void>((resolve, reject) => {
      qemu.stdout.on('data', (text: Buffer) => text.includes('(qemu)') && resolve());
      void qemu.stopped.then(() => reject(new Error(said)));
    });
    await client.connected(bench.signal);
    const shown = { text: '' };
    const terminal = client.ports[0]!.openTerminal({
      newline: 'cr',
      implicitCarriageReturn: false,
      localEcho: false,
      bracketedPaste: false,
    });
    terminal.onData((text) => {
      const parts = text.split(CREDIT_REQUEST);
      shown.text += parts.join('');
      for (let ask = 1; ask < parts.length; ask++) setImmediate(() => terminal.handleInput(CREDIT_REPLY));
    });
    return new Rig(bench, client, qemu, shown, terminal);
  }

  get signal(): AbortSignal {
    return this.bench.signal;
  }

  get port(): SerialClient['ports'][number] {
    return this.client.ports[0]!;
  }

  monitor(line: string): void {
    this.qemu.stdin?.write(`${line}\n`);
  }

  async see(pattern: string | RegExp, from?: number): Promise<string> {
    return (await this.port.waitFor(pattern, { ...LIMIT, ...(from !== undefined && { from }) }, this.signal))
      .text;
  }

  async say(text: string | Uint8Array): Promise<void> {
    await this.port.send(text, this.signal);
  }

  async kill(): Promise<void> {
    await this.qemu.stop([kill(this.qemu)]);
  }

  /** Waits for QEMU's end and for everything it left. */
  async ended(): Promise<void> {
    await this.qemu.stopped;
    await this.client.drain(this.signal);
  }

  spool(index = 0): Buffer {
    return readFileSync(this.bench.path(`ser${index}.out`));
  }

  async close(): Promise<void> {
    await this.qemu.stop();
    await this.client.stop();
    await this.bench.close();
  }
}

for (const transport of ['spool', 'socket'] as const) {
  describe(`serial ports of a real QEMU over ${transport}`, () => {
    let workerFile: string;
    let rig: Rig | undefined;

    before(async () => {
      ({ workerFile } = await bundles());
    });

    afterEach(async () => {
      await rig?.close();
      rig = undefined;
    });

    const start = async (guest: string[], ports?: number): Promise<Rig> => {
      rig = await Rig.start(workerFile, transport, guest, ports);
      return rig;
    };

    it(`a port of a real QEMU over ${transport} keeps everything from the first byte to the last before a triple fault`, async () => {
      const guest = await start([...SAMPLE, '-no-reboot']);
      const heard = createHash('sha256');
      guest.port.onDidReceive((bytes) => heard.update(bytes));
      guest.monitor('cont');
      await guest.see('> ');
      await guest.say('flood 300000\r');
      await guest.see(/flood: 300000 bytes in [^>]*> /);
      await guest.say('crash\r');
      await guest.ended();
      const spool = guest.spool();
      assert.match(spool.toString(), /^QEMU Serial Debug sample guest/);
      assert.equal(guest.shown.text, spool.toString());
      assert.equal(heard.digest('hex'), createHash('sha256').update(spool).digest('hex'));
      const lines = spool.toString().match(/^0*\d+ .{50,}$/gm) ?? [];
      assert.ok(lines.length >= 300_000 / 64 - 1);
      assert.equal(guest.port.counters.received, spool.length);
    });

    it(`a port of a real QEMU over ${transport} delivers 100 kB of any bytes exactly, and a paste with keys behind it`, async () => {
      const guest = await start(SAMPLE);
      guest.monitor('cont');
      await guest.see('> ');
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256));
      await guest.say(`raw ${bytes.length}\r`);
      await guest.see(`raw: send ${bytes.length} bytes\r\n`);
      await guest.say(bytes);
      const crc = crc32(bytes).toString(16).padStart(8, '0');
      await guest.see(`got ${bytes.length} bytes, crc32 ${crc}\r\n> `);
      const paste = Array.from({ length: 100_000 }, (_, index) =>
        String.fromCharCode(32 + ((index * 31) % 90)),
      ).join('');
      guest.terminal.handleInput(`raw ${paste.length}\r`);
      guest.terminal.handleInput(paste);
      guest.terminal.handleInput('echo typed behind\r');
      await guest.see(`got ${paste.length} bytes, crc32 ${crc32(paste).toString(16).padStart(8, '0')}`);
      await guest.see('\r\ntyped behind\r\n> ');
    });

    it(`two ports of a real QEMU over ${transport} are served at once, apart`, async () => {
      const guest = await start(SAMPLE, 2);
      const second = guest.client.ports[1]!;
      guest.monitor('cont');
      await guest.see('> ');
      await second.waitFor('COM2', LIMIT, guest.signal);
      await Promise.all([guest.say('flood 50000\r'), second.send('to the second port', guest.signal)]);
      await second.waitFor('to the second port', LIMIT, guest.signal);
      await guest.see('flood: 50000 bytes');
      await guest.say('echo2 hello there\r');
      await second.waitFor('hello there', LIMIT, guest.signal);
      assert.doesNotMatch(await guest.port.text(0, guest.signal), /to the second port/);
    });

    it(`a guest floods on over ${transport} while its terminal is paused, which shows where it is afterwards`, async () => {
      const guest = await start(SAMPLE);
      guest.monitor('cont');
      await guest.see('> ');
      guest.terminal.pauseOutput();
      // The worker takes messages in order: when this is answered, it has paused.
      await guest.port.text(0, guest.signal);
      const before = guest.shown.text.length;
      await guest.say('flood 600000\r');
      await guest.see('flood: 600000 bytes');
      assert.equal(guest.shown.text.length, before);
      guest.terminal.resumeOutput();
      await until(() => /flood: 600000 bytes in/.test(guest.shown.text));
    });

    it(`a port of a real QEMU over ${transport} sends Ctrl-C through in the middle of a flood`, async () => {
      const guest = await start(SAMPLE);
      guest.monitor('cont');
      await guest.see('> ');
      guest.terminal.handleInput('flood 0\r');
      await guest.see('00000100');
      const { received } = guest.port.counters;
      guest.terminal.handleInput('\x03');
      await guest.see(/flood: \d+ bytes in [^]*> /, received);
      await guest.say('echo alive\r');
      await guest.see('\r\nalive\r\n');
    });

    it(`a port of a real QEMU over ${transport} drives U-Boot on a PL011, which freezes QEMU when nobody reads`, async () => {
      const guest = await start(UBOOT_ARM64);
      guest.terminal.pauseOutput();
      guest.monitor('cont');
      await guest.see('stop autoboot');
      await guest.say(' ');
      await guest.see('=> ');
      await guest.say('version\r');
      assert.match(await guest.see(/U-Boot 20\d\d[^\r]*/), /U-Boot/);
      await guest.see('=> ');
      await guest.say('printenv baudrate\r');
      await guest.see('baudrate=115200');
      guest.terminal.resumeOutput();
      await until(() => guest.shown.text.includes('baudrate=115200'));
      guest.monitor('quit');
      await guest.ended();
    });

    it(`a port of a real QEMU over ${transport} still has the last bytes when QEMU is killed`, async () => {
      const guest = await start(SAMPLE);
      guest.monitor('cont');
      await guest.see('> ');
      await guest.say('flood 0\r');
      await guest.see('00000100');
      await guest.kill();
      const waiting = guest.port.waitFor('never', LIMIT, guest.signal);
      await Promise.all([assert.rejects(waiting, /before the machine ended/), guest.ended()]);
      assert.equal(guest.port.counters.received, guest.spool().length);
      assert.ok(guest.shown.text.endsWith(guest.spool().subarray(-200).toString()));
    });
  });
}
