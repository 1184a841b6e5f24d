import assert from 'node:assert/strict';
import { HeadlessTerminal } from '../../../../test/support/serial/headlessTerminal';
import { MODES } from '../../../../test/support/serial/terminalModes';
import type { TerminalOptions } from '../../protocol';
import { terminalReset } from '../../terminalReset';
import { Rendering } from './rendering';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: true,
  size: { rows: 30, columns: 80 },
};

const BEFORE = Array.from({ length: 60 }, (_, index) => `said before ${index}.\r\n`);

/** A guest's output on its way into a terminal. */
class Shown {
  readonly terminal = new HeadlessTerminal();
  private readonly rendering: Rendering;

  constructor(options: Partial<TerminalOptions> = {}) {
    this.rendering = new Rendering({ ...OPTIONS, ...options });
  }

  say(text: string, answers = true): void {
    this.rendering.push(Buffer.from(text), answers);
    while (this.rendering.pending) this.terminal.write(this.rendering.take(10_000).text);
  }

  putBack(): void {
    this.terminal.write(this.rendering.putBack());
  }

  /** The stream ends, and the terminal says its last line. */
  end(lastLine: string): void {
    this.terminal.write(this.rendering.end().text);
    this.terminal.write(`${terminalReset({ columns: 80, colors: true })}\r\n\x1b[K${lastLine}\r\n`);
  }

  assertSaid(lines: readonly string[]): void {
    const text = `${this.terminal.text}\n`;
    for (const line of lines) assert.ok(text.includes(line.trimEnd()), `${line.trimEnd()} in:\n${text}`);
  }
}

describe('rendering', () => {
  let shown: Shown;

  beforeEach(() => (shown = new Shown()));

  afterEach(() => shown.terminal.dispose());

  it('a line feed is a line feed on the alternate screen, and what was said over a program goes to the first column where it is kept', () => {
    shown.terminal.dispose();
    shown = new Shown({ implicitCarriageReturn: true });
    shown.say('before\nat the first column\n\x1b[?1049h\x1b[2J\x1b[Heditor\n~\n~');
    assert.deepEqual(
      shown.terminal.screen.slice(0, 3).map((line) => line.trimEnd()),
      ['editor', '      ~', '       ~'],
    );
    shown.say('\x1b[10;1H');
    shown.say('panic\nin the kernel\n');
    shown.putBack();
    shown.assertSaid(['before\nat the first column', '\npanic\nin the kernel']);
  });

  for (const [name, sequences] of Object.entries(MODES)) {
    it(`our last line can be seen after ${name}, and nothing is lost by it`, () => {
      shown.say(BEFORE.join(''));
      shown.say(sequences);
      shown.end('our last line');
      assert.ok(shown.terminal.screen.includes('our last line'), JSON.stringify(shown.terminal.screen));
      shown.assertSaid(BEFORE);
    });
  }

  it('our last line leaves no gap before it if the guest has only printed', () => {
    shown.say('one\r\n\x1b[31mtwo\x1b[0m\r\n');
    shown.end('our last line');
    assert.equal(shown.terminal.text, 'one\ntwo\n\nour last line');
  });

  const WAYS_TO_CLEAR: Readonly<Record<string, string>> = {
    'a full reset': '\x1bc',
    'erasing the scrollback': '\x1b[3J',
    'erasing the scrollback, selectively': '\x1b[?3J',
    'erasing the scrollback, 8-bit and with more parameters': '\x9b03;1J',
    'what clear(1) sends on Linux': '\x1b[H\x1b[2J\x1b[3J',
    'erasing the screen': '\x1b[2J\x1b[H',
    'erasing the screen, selectively': '\x1b[?2J\x1b[H',
    'erasing from the top on': '\x1b[H\x1b[J',
    'erasing from the top on, with colours between': '\x1b[1;1H\x1b[37;40m\x1b[0J',
    'erasing the screen within a scroll region': '\x1b[5;20r\x1b[2J\x1b[H',
    'a soft reset': '\x1b[!p',
    '132 columns': '\x1b[?40h\x1b[?3h',
    'another size': '\x1b[8;2;2t',
    'the alternate screen and back': '\x1b[?1049h\x1b[2J\x1b[3Jpainted\x1b[?1049l',
    'the alternate screen of old, and back': '\x1b[?47h\x1b[2Jpainted\x1b[?47l',
    'a full reset in the alternate screen': '\x1b[?1049h\x1bc',
    'scrolling up': '\x1b[2147483647S',
  };

  for (const [name, sequences] of Object.entries(WAYS_TO_CLEAR)) {
    it(`what was said before ${name} is kept`, () => {
      shown.say(BEFORE.join(''));
      shown.say(sequences);
      shown.say('said after');
      shown.assertSaid([...BEFORE, 'said after']);
    });
  }

  it('the screen is cleared when the guest resets the terminal', () => {
    shown.say(`${BEFORE.join('')}\x1b[31m\x1bcafter`);
    assert.deepEqual([shown.terminal.screen[0], ...new Set(shown.terminal.screen.slice(1))], ['after', '']);
    const { baseY } = shown.terminal.terminal.buffer.active;
    assert.equal(shown.terminal.terminal.buffer.active.getLine(baseY)!.getCell(0)!.isFgDefault(), true);
  });

  it('a panic that comes over an editor in the alternate screen is kept, even one longer than the screen', () => {
    const panic = Array.from({ length: 70 }, (_, index) => `panic line ${index}.\r\n`);
    shown.say(`${BEFORE.join('')}$ edit\x1b[?1049h\x1b[2J\x1b[5;5Hpainted\x1b[1;1H`);
    shown.say(panic.join(''));
    shown.assertSaid([...BEFORE, ...panic]);
    assert.equal(shown.terminal.terminal.buffer.active.type, 'normal');
  });

  it('a short panic in the alternate screen is kept when the machine ends or is reset', () => {
    const panic = ['panic one.\r\n', 'panic two.\r\n'];
    shown.say(`${BEFORE.join('')}\x1b[?1049h\x1b[2J\x1b[5;5Hpainted\x1b[1;1H${panic.join('')}`);
    shown.putBack();
    shown.assertSaid([...BEFORE, ...panic]);
    shown.say(`\x1b[?1049h\x1b[2J\x1b[5;5Hpainted\x1b[1;1H${panic.join('')}`);
    shown.end('our last line');
    shown.assertSaid([...BEFORE, ...panic, 'our last line']);
  });

  it('the alternate screen is left to programs that paint, as long as they like', () => {
    shown.say(BEFORE.join(''));
    shown.say('\x1b[?1049h');
    for (let frame = 0; frame < 50; frame++) shown.say('\x1b[Hline\r\n\x1b[31mline\x1b[0m\r\n');
    assert.equal(shown.terminal.terminal.buffer.active.type, 'alternate');
    shown.say('\x1b[?1049l');
    assert.equal(shown.terminal.text, BEFORE.join('').replaceAll('\r', '').trimEnd());
  });

  /** Everything that a terminal answers, and what it has to do with it. */
  const QUESTIONS = [
    '\x1b[c',
    '\x1b[0c',
    '\x1b[>c',
    '\x1b[=c',
    '\x9bc',
    '\x1b[5n',
    '\x1b[6n',
    '\x1b[?6n',
    '\x1b[?996n',
    '\x1b[4$p',
    '\x1b[?25$p',
    '\x1b[>q',
    '\x1b[?u',
    '\x1b[18t',
    '\x1b[14t',
    '\x1b[16t',
    '\x1b[?1004h',
    '\x1b[?2031h',
    '\x1bZ',
    '\x05',
    '\x1bP$qm\x1b\\',
    '\x90$q"p\x9c',
    '\x1bP+q544e\x1b\\',
    '\x1b]4;1;?\x07',
    '\x1b]10;?\x1b\\',
    '\x1b]11;?\x07',
    '\x1b]12;?;?\x07',
  ];

  it('no question is put to a terminal that must not answer', () => {
    shown.say(`x${QUESTIONS.join('')}y`, false);
    assert.equal(shown.terminal.sent, '');
    const rendering = new Rendering(OPTIONS);
    rendering.push(Buffer.from(`x${QUESTIONS.join('')}y`), false);
    assert.equal(rendering.take(Infinity).text, 'xy');
  });

  it('only the questions are taken out of what else a sequence does', () => {
    const rendering = new Rendering(OPTIONS);
    rendering.push(Buffer.from('\x1b[?1000;1004;1006h\x1b]10;?;#123456\x07\x1b]4;1;?;2;#fff\x07'), false);
    assert.equal(rendering.take(Infinity).text, '\x1b[?1000;1006h\x1b]10;;#123456\x07\x1b]4;1;;2;#fff\x07');
  });

  it('a terminal that may answer does so', () => {
    shown.say(QUESTIONS.join(''));
    for (const answer of [
      '\x1b[?1;2c',
      '\x1b[>0;276;0c',
      '\x1b[0n',
      '\x1b[1;1R',
      '\x1b[8;30;80t',
      '\x1bP1$r0m',
    ])
      assert.ok(shown.terminal.sent.includes(answer), JSON.stringify([answer, shown.terminal.sent]));
  });
});
