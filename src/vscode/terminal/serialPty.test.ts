import assert from 'node:assert/strict';
import { Emitter } from '../../concurrency/event';
import type { ScreenSize, TerminalStream } from '../../serial/client';
import { LEGIBLE, terminalReset } from '../../serial/terminalReset';
import { SerialPty } from './serialPty';

/** A port's stream that remembers what it was told. */
class FakeStream implements TerminalStream {
  readonly timestamps = undefined;
  readonly data = new Emitter<string>();
  readonly onData = this.data.event;
  readonly typed: string[] = [];
  closed = 0;
  handleInput(data: string): void {
    this.typed.push(data);
  }
  readonly sizes: ScreenSize[] = [];
  readonly isPaused = false;
  pauseOutput(): void {
    assert.fail();
  }
  resumeOutput(): void {
    assert.fail();
  }
  showTimestamps(): void {
    assert.fail();
  }
  resize(size: ScreenSize): void {
    this.sizes.push(size);
  }
  close(): void {
    this.closed++;
  }
}

describe('SerialPty', () => {
  let told: string[];
  let screen: string;
  let codes: number[];
  let pty: SerialPty;
  let stream: FakeStream;

  beforeEach(() => {
    told = [];
    screen = '';
    codes = [];
    stream = new FakeStream();
    pty = new SerialPty({
      opened: () => told.push('opened'),
      closed: () => told.push('closed'),
      typed: (data) => told.push(`typed ${data}`),
    });
    pty.onDidWrite((text) => (screen += text));
    pty.onDidClose((code) => codes.push(code));
  });

  it('a serial terminal shows what the port says and hands it what is typed', () => {
    pty.open();
    pty.attach(stream);
    stream.data.fire('hello');
    pty.handleInput('x');
    assert.deepEqual([screen, stream.typed, told], ['hello', ['x'], ['opened']]);
  });

  it('a serial terminal tells its owner what is typed before there is a port and after', () => {
    pty.handleInput('a');
    pty.attach(stream);
    pty.detach();
    pty.handleInput('b');
    assert.deepEqual([told, stream.typed, stream.closed], [['typed a', 'typed b'], [], 1]);
  });

  it('a serial terminal puts notices on lines of their own', () => {
    pty.notice('first');
    pty.attach(stream);
    stream.data.fire('prompt> ');
    pty.notice('second\nthird');
    stream.data.fire('line\r\n');
    pty.notice('fourth');
    assert.equal(screen, 'first\r\nprompt> \r\nsecond\r\nthird\r\nline\r\nfourth\r\n');
  });

  it('a serial terminal sees a line end behind colours and questions to the terminal', () => {
    pty.attach(stream);
    stream.data.fire('line\r\n\x1b[0m');
    stream.data.fire('\x1b[?7727$p');
    pty.notice('next');
    assert.ok(screen.endsWith(`$p${LEGIBLE}\x1b[Knext\r\n`), JSON.stringify(screen));
  });

  it('a serial terminal ends calm, with everything that was said', () => {
    pty.attach(stream);
    stream.data.fire('\x1b[31;5m\x1b[?25lpanic');
    pty.detach();
    pty.epilogue('over');
    pty.finish(7);
    assert.ok(
      screen.endsWith(`panic${terminalReset({ colors: true })}${LEGIBLE}\r\n\x1b[Kover\r\n`),
      JSON.stringify(screen),
    );
    assert.deepEqual([codes, told], [[7], []]);
  });

  it('a serial terminal makes its notices legible in whatever the guest has switched on', () => {
    pty.attach(stream);
    stream.data.fire('\x1b(0lqk\r\n');
    pty.notice('ready');
    assert.equal(screen, `\x1b(0lqk\r\n${LEGIBLE}\x1b[Kready\r\n`);
  });

  it('a serial terminal tells the port how much it shows, whenever that is known', () => {
    pty.open({ rows: 10, columns: 20 });
    pty.attach(stream);
    pty.setDimensions({ rows: 30, columns: 80 });
    assert.deepEqual(stream.sizes, [
      { rows: 10, columns: 20 },
      { rows: 30, columns: 80 },
    ]);
  });

  it('a serial terminal ends once, whichever end comes first', () => {
    pty.attach(stream);
    pty.close();
    pty.close();
    pty.finish(1);
    assert.deepEqual([told, codes, stream.closed], [['closed'], [], 1]);
  });

  it('a serial terminal takes no port after its end', () => {
    pty.finish(0);
    pty.attach(stream);
    stream.data.fire('lost');
    assert.deepEqual([stream.closed, screen, pty.attached], [1, '', undefined]);
  });
});
