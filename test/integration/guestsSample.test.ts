import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Machine } from '../../src/machine/machine';
import {
  floodPattern,
  SAMPLE_BANNER,
  SAMPLE_ELF,
  SAMPLE_FOLDER,
  SAMPLE_PROMPT,
  sampleGuest,
} from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { GUARD_MS } from '../support/until';

const TERMINAL = {
  newline: 'cr',
  implicitCarriageReturn: true,
  localEcho: false,
  bracketedPaste: false,
} as const;

const hexCrc = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

for (const transport of ['spool', 'socket'] as const) {
  describe(`sample guest over ${transport}`, () => {
    let room: MachineRoom;
    let captured: string;
    beforeEach(async () => {
      room = await MachineRoom.open({ transport });
      captured = join(room.scratch, 'captured');
    });
    afterEach(() => room.close());

    async function boot(machine: Machine): Promise<Dialogue> {
      const dialogue = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.tasks.signal);
      await dialogue.hear(SAMPLE_PROMPT);
      return dialogue;
    }

    it(`the sample guest over ${transport} is there from its first byte, listens, and ends with the code it is told`, async () => {
      const machine = await room.start(sampleGuest());
      const guest = await boot(machine);
      const text = await machine.ports[0]!.serial.text(0, room.tasks.signal);
      assert.ok(text.startsWith(SAMPLE_BANNER), text);
      assert.equal(await guest.ask('echo naïve 日本'), 'naïve 日本');
      assert.equal(await guest.ask('counter'), 'counter 1');
      assert.equal(await guest.ask('counter'), 'counter 2');
      assert.match(await guest.ask('help'), /^help .*poweroff/s);
      await guest.say('exit 3\r');
      const report = await machine.exit;
      assert.deepEqual([report.code, report.debugExit, report.requested], [7, 3, false], report.summary);
    });

    it(`the sample guest over ${transport} is heard byte for byte: spool and capture hold exactly what it sent`, async () => {
      const machine = await room.start(sampleGuest({ serial: [{ capture: captured }] }));
      const guest = await boot(machine);
      const before = guest.at;
      const command = 'flood 1000000';
      await guest.ask(command);
      const spool = await readFile(join(machine.directory, 'ser0.out'));
      const flood = before + command.length + 2;
      assert.equal(spool.toString('latin1', 0, SAMPLE_BANNER.length), SAMPLE_BANNER);
      assert.equal(spool.toString('latin1', before, flood), `${command}\r\n`);
      const sent = floodPattern(1_000_000);
      assert.equal(sha256(spool.subarray(flood, flood + sent.length)), sha256(sent));
      await guest.say('poweroff\r');
      const report = await machine.exit;
      assert.equal(report.shutdownReason, 'guest-shutdown', report.summary);
      const copy = await readFile(captured);
      assert.equal(sha256(copy.subarray(0, spool.length)), sha256(spool));
      assert.equal(copy.toString('latin1', copy.length - 14), 'powering off\r\n');
    });

    it(`the sample guest over ${transport} hears byte for byte: 100 KB of every value arrive in order`, async () => {
      const machine = await room.start(sampleGuest());
      const guest = await boot(machine);
      const bytes = randomBytes(100 * 1024);
      await guest.say(`raw ${bytes.length}\r`);
      await guest.hear(`raw: send ${bytes.length} bytes\r\n`);
      await guest.say(bytes);
      const { text } = await guest.hear(/raw: (got|gave).*\r\n/);
      assert.equal(text.trim(), `raw: got ${bytes.length} bytes, crc32 ${hexCrc(bytes)}`);
      assert.equal(await guest.ask('echo still here'), 'still here');
    });

    it(`the sample guest over ${transport} gets a 100 KB paste in a terminal between two keys, in order and unbroken`, async () => {
      const machine = await room.start(sampleGuest());
      const guest = await boot(machine);
      const terminal = machine.ports[0]!.serial.openTerminal(TERMINAL);
      const shown = terminal.onData(() => undefined);
      const paste = Array.from(
        { length: 1600 },
        (_, i) => `line ${i} of a paste: naïve, 日本語, ${'x'.repeat(30)}\r`,
      );
      const typed = `a${paste.join('')}b`;
      const bytes = Buffer.from(typed);
      assert.ok(bytes.length > 100 * 1024);
      terminal.handleInput(`raw ${bytes.length}\r`);
      await guest.hear(`raw: send ${bytes.length} bytes\r\n`);
      terminal.handleInput('a');
      // A terminal hands a paste over in pieces of its own choosing.
      for (let at = 1; at < typed.length - 1; at += 4095) {
        terminal.handleInput(typed.slice(at, Math.min(at + 4095, typed.length - 1)));
      }
      terminal.handleInput('b');
      const { text } = await guest.hear(/raw: (got|gave).*\r\n/);
      assert.equal(text.trim(), `raw: got ${bytes.length} bytes, crc32 ${hexCrc(bytes)}`);
      shown.dispose();
      terminal.close();
    });

    it(`the sample guest over ${transport} gets what was typed before it was up`, async () => {
      const machine = await room.start(sampleGuest());
      const line = `echo ${'typed ahead '.repeat(20)}`;
      const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.tasks.signal);
      await guest.say(`${line}\r`);
      await guest.hear(`> ${line}\r\n${line.slice('echo '.length)}\r\n`);
    });

    it(`the sample guest over ${transport} is heard to its last byte before a triple fault`, async () => {
      const config = sampleGuest({ reboot: 'shutdown', serial: [{ capture: captured }] });
      const machine = await room.start(config);
      const guest = await boot(machine);
      await guest.say('flood 20000\r');
      await guest.say('crash\r');
      const report = await machine.exit;
      assert.equal(report.shutdownReason, 'guest-reset', report.summary);
      const copy = await readFile(captured, 'latin1');
      assert.ok(copy.includes(floodPattern(20_000).toString('latin1')));
      assert.ok(copy.endsWith('> crash\r\ntriple fault\r\n'), copy.slice(-100));
    });

    it(`the sample guest over ${transport} talks on two ports at once`, async () => {
      const config = sampleGuest({ serial: [{ name: 'console' }, { name: 'echo' }] });
      const machine = await room.start(config);
      assert.deepEqual(
        machine.ports.map((port) => port.name),
        ['console', 'echo'],
      );
      const guest = await boot(machine);
      const second = machine.ports[1]!.serial;
      await second.waitFor('COM2 echo service\r\n', { timeoutMs: GUARD_MS, from: 0 }, room.tasks.signal);
      const bytes = randomBytes(5000);
      const greeting = 'COM2 echo service\r\n'.length;
      const flooding = guest.ask('flood 150000');
      await second.send(bytes, room.tasks.signal);
      await second.send('<end>', room.tasks.signal);
      // Raw: chance makes control sequences, which a person would not see the end behind.
      const atEnd = { timeoutMs: GUARD_MS, from: greeting, raw: true };
      await second.waitFor('<end>', atEnd, room.tasks.signal);
      const echoed = await readFile(join(machine.directory, 'ser1.out'));
      assert.equal(sha256(echoed.subarray(greeting, -5)), sha256(bytes));
      assert.ok((await flooding).startsWith(floodPattern(150_000).toString('latin1').trimEnd()));
    });

    it(`the sample guest over ${transport} sees a BREAK, and powers off at the button`, async () => {
      const machine = await room.start(sampleGuest());
      const guest = await boot(machine);
      await machine.sendBreak(machine.ports[0]!);
      await guest.hear('[BREAK]');
      await machine.powerdown();
      await guest.hear('power button');
      assert.equal((await machine.exit).shutdownReason, 'guest-shutdown');
    });
  });
}

describe('the test mode of the sample guest', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  /** All that it prints until it has ended, and QEMU's exit code. */
  async function whole(append: string): Promise<{ readonly text: string; readonly code: number | null }> {
    const machine = await room.start(sampleGuest({ append }));
    const [port] = machine.ports;
    let text = '';
    port?.serial.onDidReceive((bytes) => (text += Buffer.from(bytes).toString()));
    const { code } = await machine.exit;
    return { text: text.replaceAll('\r', ''), code };
  }

  it('the test mode of the sample guest prints KTAP with its own times, and says by its exit code how it went', async () => {
    const passed = await whole('test');
    assert.equal(passed.code, 33, passed.text);
    assert.match(passed.text, /^\[ {4}0\.\d{6}\] KTAP version 1\n\[ {4}0\.\d{6}\] 1\.\.3\n/);
    assert.match(passed.text, /^\[ {4}0\.\d{6}\] {5}ok 2 second_port # SKIP there is no COM2$/m);
    const failed = await whole('test fail');
    assert.equal(failed.code, 35, failed.text);
    const source = (await readFile(join(SAMPLE_FOLDER, 'tests.c'), 'utf8')).split('\n');
    const line = /# fails: EXPECTATION FAILED at tests\.c:(\d+)$/m.exec(failed.text)?.[1];
    assert.match(source[Number(line) - 1] ?? '', /EXPECT\(sum == 3\)/, failed.text);
  });

  it('the test mode of the sample guest runs the tests that KUnit’s filter chooses', async () => {
    const { text, code } = await whole('test crash fail kunit.filter_glob=*ex*.h*');
    assert.equal(code, 33, text);
    assert.deepEqual(text.match(/(?<=\] {5})ok .*/g), ['ok 1 hexadecimal']);
  });

  it('the test mode of the sample guest is not taken for asked because of the path of its kernel', async () => {
    const kernel = join(room.scratch, 'my test fail.elf');
    await copyFile(SAMPLE_ELF, kernel);
    const machine = await room.start(sampleGuest({ kernel, append: 'quiet' }));
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.tasks.signal);
    await guest.hear(SAMPLE_PROMPT);
  });
});
