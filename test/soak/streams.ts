/**
 * Eight machines that print and are sent bytes without end, through spools so small that they are trimmed all the
 * time, each port with a terminal and a listener: every byte that is heard is compared, every byte that is sent is
 * in a CRC that the guest makes. A GDB stops one of the machines again and again.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Machine } from '../../src/machine/machine';
import { Terminal } from '../bench/support/terminal';
import { floodPattern, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { until } from '../support/until';
import { own } from '../support/command';
import { gdbVisits } from '../support/gdbVisits';
import { part, type Shift } from './part';

const MACHINES = 8;
const SPOOL_LIMIT_BYTES = 4 << 20;
/** What may lie on the disk beyond the limit: what comes while a busy computer gets to trimming. */
const SPOOL_SLACK_BYTES = 4 << 20;
const MOST_FLOOD_BYTES = 256 << 10;
const MOST_INPUT_BYTES = 16 << 10;
/** A guest on a busy computer may take this long for what it was told, in milliseconds. */
const ANSWER_MS = 180_000;
/** By then even a busy computer has filled a spool. */
const TRIMMED_MINUTES = 5;
/** How long all machines may take to end, in milliseconds. */
const STOP_MS = 60_000;

/** Whole, and with the prompt behind it: a guest may be stopped in the middle of a line. */
const RAW_ANSWER = /raw: (got|gave)[^\r]*\r\n> /;
const PATTERN = floodPattern(MOST_FLOOD_BYTES);
/** What the sample guest says on its second port when it boots. */
const GREETING = Buffer.from('COM2 echo service\r\n');

part(
  'streams',
  async (tasks, shift) => {
    const room = await MachineRoom.open({ spoolLimitBytes: SPOOL_LIMIT_BYTES });
    own(tasks, 'the machines', () => room.registry.stopAll(STOP_MS));
    const streams: Stream[] = [];
    let stub = '';
    for (let index = 0; index < MACHINES; index++) {
      const config = sampleGuest({
        name: `soak ${index}`,
        serial: [{ name: 'console' }, { name: 'second' }],
      });
      const machine = await room.start(config);
      // At once: it listens for the first byte.
      streams.push(new Stream(machine, room.tasks.signal));
      if (index === 0) stub = await machine.openGdbStub();
    }
    const begin = performance.now();
    const [visits] = await Promise.all([
      tasks.run('GDB', () => gdbVisits(stub, shift.lasts, room.tasks.signal)),
      ...streams.map((stream, index) => tasks.run(`stream ${index}`, () => stream.run(shift, index === 0))),
    ]);
    const minutes = (performance.now() - begin) / 60_000;
    const sum = (of: (stream: Stream) => number): number =>
      streams.reduce((total, stream) => total + of(stream), 0);
    const trimmed = sum((stream) => stream.trimmedBytes);
    await room.close();
    if (trimmed === 0 && minutes > TRIMMED_MINUTES) throw new Error('no spool was trimmed');
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    return {
      machines: MACHINES,
      floods: sum((stream) => stream.floods),
      'heard and equal': megabytes(sum((stream) => stream.heard)),
      'sent and equal': megabytes(sum((stream) => stream.sent)),
      trimmed: megabytes(trimmed),
      'stopped by GDB': visits,
    };
  },
  { threads: MACHINES },
);

class Stream {
  floods = 0;
  heard = 0;
  sent = 0;
  trimmedBytes = 0;
  private readonly dialogue: Dialogue;
  private readonly spool: string;
  /** What is heard now, how far that is, and the first fault in what came. */
  private wanted: Buffer = GREETING;
  private at = 0;
  private fault: string | undefined;

  constructor(machine: Machine, signal: AbortSignal) {
    const [console, second] = machine.ports;
    if (!console || !second) throw new Error('a port is missing');
    for (const port of [console, second]) new Terminal(port.serial.openTerminal(port.config));
    this.dialogue = new Dialogue(console.serial, SAMPLE_PROMPT, signal);
    this.spool = join(machine.directory, 'ser1.out');
    second.serial.onDidReceive((piece) => this.compare(piece));
  }

  async run({ lasts, look }: Shift, looks: boolean): Promise<void> {
    await this.dialogue.hear(SAMPLE_PROMPT, ANSWER_MS);
    await this.heardAll(GREETING.length);
    while (lasts()) {
      await this.flood(randomInt(1, MOST_FLOOD_BYTES));
      await this.send(randomBytes(randomInt(1, MOST_INPUT_BYTES)));
      await this.measureSpool();
      if (looks) look();
    }
  }

  private async flood(bytes: number): Promise<void> {
    this.wanted = PATTERN;
    this.at = 0;
    await this.dialogue.say(`flood ${bytes} 2\r`);
    await this.dialogue.hear(`flood: ${bytes} bytes`, ANSWER_MS);
    await this.dialogue.hear(SAMPLE_PROMPT, ANSWER_MS);
    await this.heardAll(bytes);
    this.floods++;
    this.heard += bytes;
  }

  private async heardAll(bytes: number): Promise<void> {
    await until(`${bytes} bytes are heard`, () => this.fault !== undefined || this.at >= bytes);
    if (this.fault !== undefined || this.at !== bytes)
      throw new Error(this.fault ?? `${this.at} bytes came of ${bytes}`);
  }

  private compare(piece: Uint8Array): void {
    const wanted = this.wanted.subarray(this.at, this.at + piece.length);
    if (!wanted.equals(piece))
      this.fault ??= `other bytes than were sent, after ${this.at}: ${JSON.stringify(Buffer.from(piece).toString('latin1', 0, 80))}`;
    this.at += piece.length;
  }

  private async send(bytes: Uint8Array): Promise<void> {
    await this.dialogue.say(`raw ${bytes.length}\r`);
    await this.dialogue.hear(`raw: send ${bytes.length} bytes\r\n`, ANSWER_MS);
    await this.dialogue.say(bytes);
    const { text } = await this.dialogue.hear(RAW_ANSWER, ANSWER_MS);
    const crc = crc32(bytes).toString(16).padStart(8, '0');
    if (!text.includes(`raw: got ${bytes.length} bytes, crc32 `) || !text.includes(crc))
      throw new Error(`the guest got something else than crc32 ${crc}: ${text}`);
    this.sent += bytes.length;
  }

  private async measureSpool(): Promise<void> {
    const { size, blocks } = await stat(this.spool);
    const kept = blocks * 512;
    if (kept > SPOOL_LIMIT_BYTES + SPOOL_SLACK_BYTES)
      throw new Error(`the spool has ${kept} bytes on the disk`);
    this.trimmedBytes = Math.max(0, size - kept);
  }
}
