import assert from 'node:assert/strict';
import { Line } from './line';
import { RawText, TextAsSeen, type TextReader } from './textAsSeen';

/** What a reader has made of a stream by its end, and which bytes each match of `part` came from. */
function read(reader: TextReader, stream: Buffer | string, cut = Infinity): string {
  const bytes = Buffer.from(stream as string);
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut), at);
  return reader.withRest(() => reader.text.toString());
}

const seen = (stream: Buffer | string, cut?: number): string => read(new TextAsSeen(), stream, cut);

/** The bytes of the stream that a part of the text came from. */
function bytesOf(stream: Buffer | string, part: string): string {
  const reader = new TextAsSeen();
  const bytes = Buffer.from(stream as string);
  reader.push(bytes, 0);
  return reader.withRest(() => {
    const index = reader.text.toString().indexOf(part);
    assert.notEqual(index, -1, JSON.stringify(reader.text.toString()));
    const [from, to] = [index, index + part.length];
    return bytes.subarray(reader.text.firstByte(from, to), reader.text.lastByte(from, to)).toString();
  });
}

interface LineMethods {
  shows(from: number, to: number): boolean;
  set(...column: readonly number[]): void;
}

const methodsOfLine = (): LineMethods => {
  const { prototype } = Line as unknown as { prototype: LineMethods };
  const shows: LineMethods['shows'] = Reflect.get(prototype, 'shows');
  return { shows, set: Reflect.get(prototype, 'set') };
};

/** How many columns are looked at and written while a reader takes a stream. */
function workOf(stream: string): { looked: number; written: number } {
  const work = { looked: 0, written: 0 };
  const original = methodsOfLine();
  Object.assign(Line.prototype, {
    shows(this: Line, from: number, to: number): boolean {
      work.looked += Math.max(0, Math.min(to, this.length) - from);
      return original.shows.call(this, from, to);
    },
    set(this: Line, ...column: readonly number[]): void {
      work.written++;
      original.set.call(this, ...column);
    },
  });
  try {
    seen(stream, 65_536);
  } finally {
    Object.assign(Line.prototype, original);
  }
  return work;
}

const CASES: readonly (readonly [what: string, stream: string, text: string])[] = [
  [
    'colours, also inside a word',
    '\x1b[32m[  \x1b[1mO\x1b[0mK  ]\x1b[0m Rea\x1b[4mched\r\n',
    '[  OK  ] Reached\n',
  ],
  ['colours with colons', '\x1b[38:2::1:2:3mred\x1b[m', 'red'],
  ['titles, ended by BEL or ST', 'a\x1b]0;title\x07b\x1b]2;other\x1b\\c', 'abc'],
  ['links', '\x1b]8;;http://x/\x1b\\here\x1b]8;;\x1b\\', 'here'],
  ['a string that is not closed in its line', 'a\x1bXnoise\nb\x1b]0;title\nc\x1bPq\nd', 'a\nb\nc\nd'],
  ['strings of DCS, APC, PM and SOS', 'a\x1bPq#1\x1b\\b\x1b_x\x1b\\c\x1b^y\x1b\\d\x1bXz\x1b\\e', 'abcde'],
  ['8-bit control sequences', 'a\u009b31mb\u009d0;t\u009cc\u0085d', 'abc\nd'],
  ['character sets and keypad modes', '\x1b(B\x1b)0\x1b=\x1b>a\x0e\x0fb', 'ab'],
  ['modes', '\x1b[?25l\x1b[?2004hx\x1b[?25h', 'x'],
  ['bells and NULs', 'a\x07\0b\x7f', 'ab'],
  ['the end of a line, however it was sent', 'a\r\nb\nc\r\r\nd\x0be', 'a\nb\nc\nd\ne'],
  ['tabs', 'a\tb', 'a\tb'],
  ['a cancelled sequence', 'a\x1b[31\x18b', 'ab'],
  ['a control inside a sequence', 'a\x1b[3\n1mb', 'a\nb'],
];

const OVERWRITTEN: readonly (readonly [what: string, stream: string, last: string])[] = [
  ['progress after a carriage return', '  0%\r 50%\r100%', '100%'],
  ['a part of a line that was overwritten', 'abc\rX', 'Xbc'],
  ['typing errors', '$ lss\b \bx\r\n', '$ lsx\n'],
  ['a countdown', 'autoboot:  3 \b\b\b 2 \b\b\b 1 \b\b\b 0 ', 'autoboot:  0 '],
  ['a line that was erased', 'junk\x1b[2K\r> ', '> '],
  ['the rest of a line that was erased', 'abcdef\r\x1b[3C\x1b[Kx', 'abcx'],
  [
    'a status before what was printed first',
    '[....] Starting X\x1b7\x1b[1G[\x1b[32m ok \x1b[39m\x1b8.',
    '[ ok ] Starting X.',
  ],
  ['deleted, inserted and erased characters', 'abcdef\r\x1b[2P\x1b[@x\x1b[Xz', 'xzdef'],
  ['wide characters that are erased', '你好\b\b  \b\b!', '你! '],
  ['a repeated character', '-\x1b[4b', '-----'],
  [
    'a status at the end of the line above',
    ' * Starting x ...\r\n\x1b[A\x1b[20G[ ok ]',
    ' * Starting x ...  [ ok ]',
  ],
];

describe('text as seen', () => {
  for (const [what, stream, text] of CASES) {
    it(`text as seen is without, or with what a person sees of, ${what}`, () =>
      assert.equal(seen(stream), text));
  }

  for (const [what, stream, last] of OVERWRITTEN) {
    it(`text as seen ends with what a person sees at last of ${what}`, () => {
      const text = seen(stream);
      assert.ok(text === last || text.endsWith(`\n${last}`), JSON.stringify(text));
    });
  }

  it('text as seen is the same wherever the stream was cut', () => {
    for (const [, stream] of [...CASES, ...OVERWRITTEN]) {
      const whole = seen(stream);
      for (let cut = 1; cut < 9; cut++) assert.equal(seen(stream, cut), whole);
    }
  });

  it('text as seen has what could be read before it was overwritten, as a line of its own', () => {
    assert.equal(seen('  0%\r 50%\r100%\r\ndone'), '  0%\n 50%\n100%\ndone');
    assert.equal(seen('|\b/\b-\b\\'), '|\n/\n-\n\\');
    assert.equal(seen('gone\x1b[2J\x1b[Hmenu'), 'gone\nmenu');
  });

  it('text as seen begins a line where the cursor is sent to another row', () => {
    assert.equal(seen('\x1b[2;1HFirst\x1b[3;1HSecond'), 'First\nSecond');
  });

  it('text as seen knows the bytes of each part, in a word that is coloured and where later text stands first', () => {
    assert.equal(bytesOf('x \x1b[1mO\x1b[0mK\x1b[m y', 'OK'), 'O\x1b[0mK');
    assert.equal(bytesOf('é😀\x1b[1mz', '😀z'), '😀\x1b[1mz');
    assert.equal(bytesOf('[..] Starting\x1b[1G[ok] x', 'ok] x'), 'ok] x');
    assert.equal(bytesOf('[..] Go\x1b[1G[ok', 'ok] Go'), '] Go\x1b[1G[ok');
  });

  it('text as seen makes one U+FFFD of each part that is not UTF-8, at its own bytes', () => {
    const stream = Buffer.from([0xff, 0xe2, 0x82, 0x41, 0xc3]);
    const reader = new TextAsSeen();
    reader.push(stream, 100);
    reader.push(Buffer.from([0xa9]), 105);
    assert.equal(
      reader.withRest(() => reader.text.toString()),
      '\ufffd\ufffdAé',
    );
    reader.withRest(() =>
      assert.deepEqual([reader.text.firstByte(1, 3), reader.text.lastByte(1, 4)], [101, 106]),
    );
  });

  it('text as seen does not grow out of proportion to the bytes, whatever a guest repeats', () => {
    const line = 'x'.repeat(4000);
    for (const part of [
      '\ry',
      '\x1b[999b',
      '\x1b[512G.\r',
      '\x1b[@',
      '\x1b[P',
      'a\x1b[1K',
      '\x1b[Ax',
      '\tx\r',
      '\b\bab',
    ]) {
      const stream = Buffer.from(line + part.repeat(20_000));
      const reader = new TextAsSeen();
      let most = 0;
      for (let at = 0; at < stream.length; at += 65_536) {
        reader.push(stream.subarray(at, at + 65_536), at);
        most += reader.text.length;
        reader.text.keepLast(16);
      }
      assert.ok(most < 10 * stream.length + 70_000, `${JSON.stringify(part)}: ${most} of ${stream.length}`);
    }
  });

  const blanks = ' '.repeat(16_000);
  for (const [what, begin, part] of [
    ['erases blanks before the cursor', `${blanks}\b\b`, '\x1b[1K'],
    ['erases blanks behind the cursor', `${blanks}\r`, '\x1b[512X'],
    ['sends tabs from behind a line’s end', '', '\x1b[512G\t\r\x1b[K'],
    ['inserts blanks', '', 'a\r\x1b[512@\r\x1b[K'],
  ] as const) {
    it(`text as seen takes work in proportion to the bytes of a guest that ${what} again and again`, () => {
      const stream = begin + part.repeat(20_000);
      const { looked, written } = workOf(stream);
      const told = `${looked} looked at and ${written} written for ${stream.length} bytes`;
      assert.ok(written < 10 * stream.length + 70_000, told);
      // A look is eight times as cheap as a change.
      assert.ok(looked < 65 * stream.length + 600_000, told);
    });
  }

  it('text as seen forgets what came before a reset, wherever the cursor was', () => {
    const reader = new TextAsSeen();
    read(reader, 'one\ntwo\nthr', 100);
    reader.reset();
    assert.equal(read(reader, 'four\n', 100), 'four\n');
  });

  it('text as seen breaks a line that does not end', () => {
    assert.equal(seen('x'.repeat(100_000)).length, 100_000);
  });
});

describe('raw text', () => {
  it('raw text has every control, and exact places', () => {
    const reader = new RawText();
    assert.equal(read(reader, 'é\x1b[1mx\r\n', 1), 'é\x1b[1mx\r\n');
    assert.deepEqual([reader.text.firstByte(0, 1), reader.text.lastByte(0, 1)], [0, 2]);
  });
});
