import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadlessTerminal } from '../../../../../test/support/serial/headlessTerminal';
import type { OutputSource, OutputWindow, SaveFormat, WindowOrder } from '../../../outputProtocol';
import { ArrivalLog } from '../../arrivals/arrivalLog';
import { findText } from './find/findText';
import { readWindow } from './outputWindow';
import { saveOutput } from './save/saveOutput';

const START = new Date(2026, 10, 27, 5, 21, 2).getTime();
const noTurn = (): Promise<void> => Promise.resolve();

/** A port's files, as the worker thread leaves them. */
class WrittenPort {
  private now = START;
  private end = 0;
  private readonly log: ArrivalLog;
  private readonly path: string;

  constructor(
    folder: string,
    private readonly name: string,
  ) {
    this.path = join(folder, name);
    writeFileSync(`${this.path}.out`, '');
    this.log = new ArrivalLog(`${this.path}.times`, () => this.now);
  }

  /** @param ms Since the port was opened. */
  say(ms: number, text: string | Buffer): void {
    this.now = START + ms;
    appendFileSync(`${this.path}.out`, text);
    this.end += Buffer.byteLength(text);
    this.log.grown(this.end);
  }

  reset(ms: number): void {
    this.now = START + ms;
    this.log.guestReset();
  }

  get source(): OutputSource {
    return { name: this.name, path: `${this.path}.out`, times: `${this.path}.times`, kept: 0, end: this.end };
  }

  close(): void {
    this.log.close();
  }
}

describe('the output of ports', () => {
  let folder: string;
  let ports: WrittenPort[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qsd-output-'));
    ports = [];
  });

  afterEach(() => {
    for (const port of ports) port.close();
    rmSync(folder, { recursive: true });
  });

  const port = (name: string): WrittenPort => {
    const made = new WrittenPort(folder, name);
    ports.push(made);
    return made;
  };
  const read = (order: Partial<WindowOrder>): OutputWindow =>
    readWindow({
      sources: ports.map(({ source }) => source),
      events: [],
      pivot: { at: 'end' },
      bytes: 1 << 20,
      timestamps: undefined,
      ...order,
    });
  const lines = ({ text }: OutputWindow): string[] => text.split('\n');

  it('the output of a port is what a person sees, each line with its place and its time', () => {
    const console = port('console');
    console.say(10, 'Linux\r\nloading 1 %');
    console.say(500, '\rloading 2 %\r\n> ');
    const window = read({ timestamps: 'start' });
    assert.deepEqual(lines(window), [
      '       0.010    Linux',
      '       0.010    loading 1 %',
      '       0.500    loading 2 %',
      '       0.500    > ',
    ]);
    assert.deepEqual([...window.offsets], [0, 15, 19, 32]);
    assert.deepEqual([...window.times], [START + 10, START + 10, START + 500, START + 500]);
    assert.deepEqual([...window.additions.subarray(0, 3)], [0, 0, 16]);
    assert.equal(window.pivotLine, 3);
  });

  it('the output of a port has its colours, where they were set, and the levels that lines say they have', () => {
    port('console').say(
      0,
      'a \x1b[31mred\x1b[0m word\r\n\x1b[1;38;5;208;48;2;0;10;255mloud\r\n\x1b[mERROR: gone\r\nW (12) wifi: weak\r\n\x1b[32mgr\x1b[2Deen\r\n',
    );
    const window = read({});
    assert.deepEqual(lines(window), ['a red word', 'loud', 'ERROR: gone', 'W (12) wifi: weak', 'gr', 'een']);
    const spans = Array.from({ length: window.spans.length / 4 }, (_, at) => [
      ...window.spans.subarray(4 * at, 4 * at + 3),
      window.styles[window.spans[4 * at + 3] ?? -1],
    ]);
    assert.deepEqual(spans, [
      [0, 2, 5, { foreground: 1 }],
      [1, 0, 4, { bold: true, foreground: '#ff8700', background: '#000aff' }],
      [4, 0, 2, { foreground: 2 }],
      [5, 0, 3, { foreground: 2 }],
    ]);
    assert.deepEqual(window.levels, [
      { line: 2, level: 'error' },
      { line: 3, level: 'warning' },
    ]);
  });

  it('the output of a port has the levels of the systems that people run, and of no other words', () => {
    const levels: readonly [string, 'error' | 'warning' | undefined][] = [
      ['<3>ata1: failed', 'error'],
      ['E (1234) spi: no memory', 'error'],
      ['[00:00:01.000,000] <err> net: down', 'error'],
      ['Kernel panic - not syncing: VFS', 'error'],
      ["thread 'main' panicked at src/main.rs:2", 'error'],
      ['BUG: unable to handle page fault', 'error'],
      ['2026-11-27 ERROR db: gone', 'error'],
      ['[00:00:01.000,000] <wrn> net: slow', 'warning'],
      ['warning: unused', 'warning'],
      ['<6>usb 1-1: new device', undefined],
      ['> panic', undefined],
      ['0 errors, no terror', undefined],
    ];
    port('console').say(0, levels.map(([line]) => `${line}\r\n`).join(''));
    assert.deepEqual(
      read({}).levels,
      levels.flatMap(([, level], line) => (level ? [{ line, level }] : [])),
    );
  });

  it('the output of a port is read around its end, a byte, a time, and from a byte on, whole lines each time', () => {
    const console = port('console');
    for (let line = 0; line < 1000; line++)
      console.say(line * 10, `line ${String(line).padStart(4, '0')}\r\n`);
    const end = read({ bytes: 50 });
    assert.deepEqual(lines(end), ['line 0996', 'line 0997', 'line 0998', 'line 0999']);
    const byte = read({ bytes: 50, pivot: { at: 'byte', source: 0, offset: 5500 } });
    assert.equal(lines(byte)[byte.pivotLine], 'line 0500');
    const time = read({ bytes: 50, pivot: { at: 'time', time: START + 7000 } });
    assert.equal(lines(time)[time.pivotLine], 'line 0700');
    const late = read({ bytes: 50, pivot: { at: 'time', time: START + 7_000_000 } });
    assert.equal(late.pivotLine, lines(late).length - 1);
    const from = read({ bytes: 50, pivot: { at: 'from', offsets: [110] } });
    assert.deepEqual([lines(from)[0], from.slices[0]?.to], ['line 0010', 210]);
    const same = read({ bytes: 50, pivot: { at: 'from', offsets: [110], ends: [132] } });
    assert.deepEqual([same.text.trim(), same.slices[0]?.to], ['line 0010\nline 0011', 132]);
  });

  it('the output of a port shows where each boot begins', () => {
    const console = port('console');
    console.say(0, 'first\r\n');
    console.reset(10);
    console.say(20, 'second\r\nmore\r\n');
    console.reset(30);
    console.reset(40);
    console.say(50, 'third\r\n');
    assert.deepEqual(read({}).boots, [1, 3]);
    console.say(60, 'prompt> ');
    console.reset(70);
    assert.deepEqual(read({}).boots, [1, 3], 'of the next one nothing is there yet');
    console.say(80, 'fourth\r\nmore\r\n');
    const window = read({});
    assert.deepEqual(window.boots, [1, 3, 4]);
    assert.equal(lines(window)[4], 'prompt> fourth');
  });

  it('the output of several ports is one text in the order of time, with what happened meanwhile', () => {
    const [one, two] = [port('console'), port('log')];
    one.say(0, 'a\r\nb\r\n');
    two.say(5, 'x\r\n');
    one.say(10, 'c\r\n');
    two.say(20, 'y\r\n');
    const window = read({ events: [{ time: START + 7, text: 'RESET' }], timestamps: 'start' });
    assert.deepEqual(
      lines(window).map((line) => line.slice(7)),
      [
        '0.000    console │ a',
        '0.000    console │ b',
        '0.005    log     │ x',
        '0.007    QEMU    │ RESET',
        '0.010    console │ c',
        '0.020    log     │ y',
      ],
    );
    assert.deepEqual([...window.sources], [0, 0, 1, 2, 0, 1]);
  });

  it('the output of several ports begins where all of them are there', () => {
    const [chatty, quiet] = [port('chatty'), port('quiet')];
    quiet.say(0, 'quiet\r\n');
    for (let line = 0; line < 100; line++) chatty.say(line, `line ${line}\r\n`);
    const window = read({ bytes: 100 });
    assert.ok(!window.text.includes('quiet\n') && window.text.includes('line 99'), window.text);
  });

  it('the output of a port that is nothing but line ends is bounded, and the newest', () => {
    port('console').say(0, '\n'.repeat(300_000));
    const window = read({});
    assert.ok(window.offsets.length <= 50_000, `${window.offsets.length} lines`);
    assert.ok((window.offsets.at(-1) ?? 0) >= 299_998);
  });

  it('text is found in all that a port has said, as it is seen, with its line and its time', async () => {
    const console = port('console');
    console.say(0, 'boot ok\r\n'.repeat(20_000));
    console.say(900, 'first \x1b[31mpan\x1b[0mic here\r\n');
    console.say(1000, `${'running\r\n'.repeat(20_000)}panic\r\n`);
    const { matches, isPart } = await findText(
      { source: console.source, pattern: /pan+ic/, most: 10 },
      noTurn,
    );
    assert.deepEqual(
      matches.map(({ start, line, time }) => [start, line, time]),
      [
        [180_011, 'first panic here', START + 900],
        [360_027, 'panic', START + 1000],
      ],
    );
    assert.equal(isPart, false);
    const part = await findText({ source: console.source, pattern: 'running', most: 10 }, noTurn);
    assert.deepEqual([part.matches.length, part.isPart], [10, true]);
    await assert.rejects(findText({ source: console.source, pattern: /(a)\1/, most: 1 }, noTurn), {
      name: 'UnboundedPatternError',
    });
  });

  const save = async (source: OutputSource, format: SaveFormat): Promise<string> => {
    const target = join(folder, 'saved');
    const size = { columns: 80, rows: 30 };
    await saveOutput({ source, format, timestamps: 'start', target, title: 'console', size }, noTurn);
    return readFileSync(target, 'latin1');
  };

  it('the output of a port is saved as its bytes, as text, and as text with times', async () => {
    const console = port('console');
    console.say(0, Buffer.from('\x1b[32mok\x1b[0m\r\nřeka\r\n'));
    console.say(1500, Buffer.from([0xff, 0x0d, 0x0a]));
    assert.equal(await save(console.source, 'raw'), readFileSync(console.source.path, 'latin1'));
    assert.equal(Buffer.from(await save(console.source, 'text'), 'latin1').toString(), 'ok\nřeka\n\ufffd\n');
    assert.equal(
      Buffer.from(await save(console.source, 'timed'), 'latin1').toString(),
      '       0.000    ok\n       0.000    řeka\n       1.500    \ufffd\n',
    );
  });

  it('an asciicast of a port has its timing, and shows what the port has shown', async () => {
    const console = port('console');
    const said = 'před \x1b[31mred\x1b[0m\r\n\x1b[5;10H😀\x1b[2;1Hmenu\x1b[7mitem\x1b[m\r\n';
    const bytes = Buffer.from(said.repeat(3000));
    for (let at = 0, ms = 0; at < bytes.length; at += 997, ms += 13)
      console.say(ms, bytes.subarray(at, at + 997));
    const cast = Buffer.from(await save(console.source, 'asciicast'), 'latin1').toString();
    const [header, ...events] = cast
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(header, {
      version: 2,
      width: 80,
      height: 30,
      timestamp: START / 1000,
      title: 'console',
    });
    const replayed = new HeadlessTerminal();
    const shown = new HeadlessTerminal();
    try {
      for (const [, kind, text] of events as [number, string, string][]) {
        assert.equal(kind, 'o');
        replayed.write(text);
      }
      shown.write(bytes.toString());
      assert.deepEqual(replayed.lines, shown.lines);
      const seconds = events.map((event) => (event as [number])[0]);
      const pieces = Math.ceil(bytes.length / 997);
      assert.deepEqual(
        [...new Set(seconds)],
        Array.from({ length: pieces }, (_, at) => (at * 13) / 1000),
      );
    } finally {
      replayed.dispose();
      shown.dispose();
    }
  });

  it('saving that is given up leaves nothing, and the file that was there', async () => {
    const console = port('console');
    console.say(0, 'x'.repeat(300_000));
    const target = join(folder, 'saved');
    writeFileSync(target, 'precious');
    const size = { columns: 80, rows: 30 };
    const order = {
      source: console.source,
      format: 'raw',
      timestamps: 'iso',
      target,
      title: '',
      size,
    } as const;
    await assert.rejects(
      saveOutput(order, () => Promise.reject(new Error('given up'))),
      { message: 'given up' },
    );
    assert.deepEqual([readFileSync(target, 'utf8'), existsSync(`${target}.part`)], ['precious', false]);
  });
});
