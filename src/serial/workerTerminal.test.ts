import assert from 'node:assert/strict';
import { Bench } from '../../test/support/serial/workerFixture';
import { until } from '../../test/support/until';
import { CREDIT_REPLY, type TerminalOptions, type ToSerialWorker } from './protocol';
import { WorkerTerminal } from './workerTerminal';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: true,
  localEcho: false,
  bracketedPaste: false,
};

describe('terminal stream', () => {
  let bench: Bench;
  let posts: ToSerialWorker[];

  beforeEach(() => {
    bench = new Bench();
    posts = [];
  });

  afterEach(() => bench.close());

  const open = (options: Partial<TerminalOptions> = {}): WorkerTerminal =>
    new WorkerTerminal(
      bench.group.group('terminal'),
      'serial0',
      {
        stream: 3,
        port: 1,
        post: (message) => posts.push(message),
        closed: () => undefined,
      },
      { ...OPTIONS, ...options },
    );

  const sent = (): string[] => posts.flatMap((post) => (post.type === 'typed' ? [post.text] : []));

  it('a terminal’s stream begins with the first listener, paused if it was paused before', () => {
    const terminal = open({ from: 5 });
    terminal.pauseOutput();
    assert.deepEqual(posts, []);
    terminal.onData(() => undefined);
    terminal.onData(() => undefined);
    assert.deepEqual(posts, [
      { type: 'openTerminal', port: 1, stream: 3, options: { ...OPTIONS, from: 5 } },
      { type: 'pause', stream: 3, paused: true },
    ]);
  });

  it('a terminal’s stream sends each key at once, in order, Enter as configured', () => {
    const terminal = open({ newline: 'crlf' });
    for (const key of ['a', 'b', '\r', '\x1b[A', 'c\rd']) terminal.handleInput(key);
    assert.deepEqual(sent(), ['a', 'b', '\r\n', '\x1b[A', 'c\r\nd']);
    assert.deepEqual(posts[0], { type: 'typed', port: 1, stream: 3, text: 'a' });
  });

  it('a terminal’s stream keeps what follows a paste until the guest has read that, and sends it in one piece', () => {
    const terminal = open();
    const paste = 'p'.repeat(100_000);
    terminal.handleInput(paste);
    for (const key of ['a', 'b', '\r']) terminal.handleInput(key);
    assert.deepEqual(sent(), [paste]);
    terminal.written(30_000);
    assert.deepEqual(sent(), [paste]);
    terminal.written(10_000);
    assert.deepEqual(sent(), [paste, 'ab\r']);
    terminal.handleInput('c');
    assert.deepEqual(sent(), [paste, 'ab\r', 'c']);
  });

  it('a terminal’s stream maps Enter to what the guest wants', () => {
    open({ newline: 'cr' }).handleInput('x\r');
    open({ newline: 'lf' }).handleInput('y\r');
    assert.deepEqual(sent(), ['x\r', 'y\n']);
  });

  it('a terminal’s stream shows what is typed where local echo is on', () => {
    const terminal = open({ localEcho: true });
    let shown = '';
    terminal.onData((text) => (shown += text));
    terminal.handleInput('ls\r');
    assert.equal(shown, 'ls\r\n');
  });

  it('a terminal’s stream swallows answers to our questions and passes on the guest’s', () => {
    const terminal = open();
    terminal.onData(() => undefined);
    terminal.show({ text: '', guestAsks: 1, asks: true });
    terminal.handleInput(`k${CREDIT_REPLY}`);
    terminal.handleInput(`${CREDIT_REPLY}l`);
    assert.deepEqual(sent(), [`k${CREDIT_REPLY}`, 'l']);
    assert.deepEqual(
      posts.filter(({ type }) => type === 'credit'),
      [{ type: 'credit', stream: 3 }],
    );
  });

  it('a terminal’s stream lets the Escape key through although it looks like the beginning of an answer', async () => {
    const terminal = open();
    terminal.show({ text: '', guestAsks: 0, asks: true });
    terminal.handleInput('\x1b');
    await until(() => sent().length === 1);
    assert.deepEqual(sent(), ['\x1b']);
  });

  it('a terminal’s stream refuses input that would pile up without end, and says so once', () => {
    const terminal = open();
    let shown = '';
    terminal.onData((text) => (shown += text));
    for (let paste = 0; paste < 4; paste++) terminal.handleInput('x'.repeat(3 << 20));
    assert.match(shown, /^\x07[^\r]*\r\n.*… input refused: .* …\x1b\[0m\r\n$/);
    terminal.written(3 << 20);
    assert.deepEqual(
      sent().map(({ length }) => length),
      [3 << 20, 3 << 20],
    );
  });

  it('a terminal’s stream tells the worker how much it shows, at its opening and when that changes', () => {
    const terminal = open();
    terminal.resize({ rows: 10, columns: 20 });
    assert.deepEqual(posts, []);
    terminal.onData(() => undefined);
    terminal.resize({ rows: 30, columns: 80 });
    assert.deepEqual(posts, [
      {
        type: 'openTerminal',
        port: 1,
        stream: 3,
        options: { ...OPTIONS, size: { rows: 10, columns: 20 } },
      },
      { type: 'resize', stream: 3, size: { rows: 30, columns: 80 } },
    ]);
  });

  it('a terminal’s stream is silent after close', () => {
    const terminal = open();
    terminal.onData(() => assert.fail());
    terminal.close();
    terminal.show({ text: 'x', guestAsks: 0, asks: false });
    terminal.handleInput('y');
    terminal.close();
    assert.deepEqual(sent(), []);
    assert.equal(posts.at(-1)?.type, 'closeTerminal');
  });
});
