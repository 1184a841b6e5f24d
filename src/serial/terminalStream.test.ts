import assert from 'node:assert/strict';
import { Bench, until } from './testing';
import { CREDIT_REPLY, type TerminalOptions, type ToSerialWorker } from './protocol';
import { WorkerTerminal } from './terminalStream';

const OPTIONS: TerminalOptions = {
  newline: 'cr',
  implicitCarriageReturn: true,
  localEcho: false,
  bracketedPaste: false,
};

describe('terminal stream', () => {
  let bench: Bench;
  let posts: ToSerialWorker[];
  let sent: string[];
  let takes: () => Promise<void>;

  beforeEach(() => {
    bench = new Bench();
    posts = [];
    sent = [];
    takes = () => Promise.resolve();
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
        send: async (data) => {
          await takes();
          sent.push(data);
        },
        drained: () => Promise.resolve(),
        closed: () => undefined,
      },
      { ...OPTIONS, ...options },
    );

  it('begins with the first listener, paused if it was paused before', () => {
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

  it('sends what is typed in order, one request at a time, Enter as configured', async () => {
    let release: () => void = () => undefined;
    takes = () => new Promise((resolve) => (release = resolve));
    const terminal = open({ newline: 'crlf' });
    terminal.handleInput('a');
    await new Promise(setImmediate);
    for (const key of ['b', '\r', '\x1b[A', 'c\rd']) terminal.handleInput(key);
    takes = () => Promise.resolve();
    release();
    await until(() => sent.length === 2);
    assert.deepEqual(sent, ['a', 'b\r\n\x1b[Ac\r\nd']);
  });

  it('maps Enter to what the guest wants', async () => {
    open({ newline: 'cr' }).handleInput('x\r');
    open({ newline: 'lf' }).handleInput('y\r');
    await until(() => sent.length === 2);
    assert.deepEqual(sent, ['x\r', 'y\n']);
  });

  it('shows what is typed where local echo is on', () => {
    const terminal = open({ localEcho: true });
    let shown = '';
    terminal.onData((text) => (shown += text));
    terminal.handleInput('ls\r');
    assert.equal(shown, 'ls\r\n');
  });

  it('swallows answers to our questions and passes on the guest’s', async () => {
    const terminal = open();
    terminal.onData(() => undefined);
    terminal.show({ text: '', guestAsks: 1, asks: true });
    terminal.handleInput(`k${CREDIT_REPLY}`);
    await until(() => sent.length === 1);
    terminal.handleInput(`${CREDIT_REPLY}l`);
    await until(() => sent.length === 2);
    assert.deepEqual(sent, [`k${CREDIT_REPLY}`, 'l']);
    assert.deepEqual(posts.at(-1), { type: 'credit', stream: 3 });
  });

  it('lets the Escape key through although it looks like the beginning of an answer', async () => {
    const terminal = open();
    terminal.show({ text: '', guestAsks: 0, asks: true });
    terminal.handleInput('\x1b');
    await until(() => sent.length === 1);
    assert.deepEqual(sent, ['\x1b']);
  });

  it('refuses input that would pile up without end, and says so once', async () => {
    let release: () => void = () => undefined;
    takes = () => new Promise((resolve) => (release = resolve));
    const terminal = open();
    let shown = '';
    terminal.onData((text) => (shown += text));
    for (let paste = 0; paste < 4; paste++) terminal.handleInput('x'.repeat(3 << 20));
    assert.match(shown, /^\x07\r\n.*… input refused: .* …\x1b\[0m\r\n$/);
    await new Promise(setImmediate);
    takes = () => Promise.resolve();
    release();
    await until(() => sent.length > 0);
  });

  it('tells when output is paused and resumed, by whom ever', () => {
    const terminal = open();
    const states: boolean[] = [];
    terminal.onDidChangePaused((paused) => states.push(paused));
    terminal.pauseOutput();
    terminal.pauseOutput();
    terminal.resumeOutput();
    terminal.pauseOutput();
    terminal.resumed();
    assert.deepEqual(states, [true, false, true, false]);
    assert.equal(terminal.outputPaused, false);
  });

  it('is silent after close', async () => {
    const terminal = open();
    terminal.onData(() => assert.fail());
    terminal.close();
    terminal.show({ text: 'x', guestAsks: 0, asks: false });
    terminal.handleInput('y');
    terminal.close();
    await new Promise(setImmediate);
    assert.deepEqual(sent, []);
    assert.equal(posts.at(-1)?.type, 'closeTerminal');
  });
});
