import assert from 'node:assert/strict';
import { until } from '../../test/support/until';
import { CancelledError, onAbort } from '../concurrency/abort';
import { TaskGroup } from '../concurrency/taskGroup';
import { MonitorSession, toTerminal, type MonitorHost } from './monitorSession';

const UP = '\x1b[A';

describe('monitor session', () => {
  let group: TaskGroup;
  let screen: string;
  let ran: string[];
  let kept: readonly string[];
  let closed: number;
  let session: MonitorSession;

  const start = (overrides: Partial<MonitorHost> = {}): void => {
    session = new MonitorSession(
      {
        prompt: '(qemu) ',
        greeting: 'Monitor of sample.',
        history: ['info status'],
        keepHistory: (history) => (kept = history),
        run: (line) => (ran.push(line), Promise.resolve(`said ${line}\n`)),
        complete: () => Promise.resolve({ candidates: [], fragment: '' }),
        abandoned: 'No longer waiting.',
        ...overrides,
      },
      group,
    );
    session.onData((text) => (screen += text));
    session.onDidClose(() => closed++);
    session.open();
  };

  const sees = (what: string, condition: () => boolean): Promise<unknown> =>
    until(what, condition, { details: () => `the screen shows ${JSON.stringify(screen)}` });

  beforeEach(() => {
    group = new TaskGroup('test');
    screen = '';
    ran = [];
    kept = [];
    closed = 0;
  });

  afterEach(async () => {
    session.dispose();
    await group.close();
  });

  it('a monitor session greets, runs lines in order and prompts again', async () => {
    start();
    session.handleInput('info status\rinfo block\rsto');
    await sees('both lines ran', () => ran.length === 2 && screen.endsWith('(qemu) \x1b[8Gsto'));
    assert.deepEqual(ran, ['info status', 'info block']);
    assert.match(screen, /^Monitor of sample\.\r\n/);
    assert.match(screen, /said info status\r\n[^]*\(qemu\) \x1b\[8Ginfo block\r\nsaid info block\r\n/);
  });

  it('a monitor session edits the line as readline does', async () => {
    start();
    session.handleInput('nfo');
    session.handleInput('\x01');
    session.handleInput('i');
    session.handleInput('\r');
    await sees('the line ran', () => ran.length === 1);
    assert.deepEqual(ran, ['info']);
  });

  it('a monitor session recalls earlier lines, newest first, and keeps new ones', async () => {
    start();
    session.handleInput(UP);
    session.handleInput('\r');
    await sees('the recalled line ran', () => ran.length === 1);
    session.handleInput('cont\r');
    await sees('the new line ran', () => ran.length === 2);
    assert.deepEqual(ran, ['info status', 'cont']);
    assert.deepEqual(kept, ['cont', 'info status']);
  });

  it('a monitor session completes on Tab, and never inside of a paste', async () => {
    start({ complete: () => Promise.resolve({ candidates: ['info '], fragment: 'inf' }) });
    session.handleInput('inf');
    session.handleInput('\t');
    await sees('the word is completed', () => screen.includes('info '));
    session.handleInput('x\r');
    await sees('the line ran', () => ran.length === 1);
    session.handleInput('a\tb\r');
    await sees('the paste ran', () => ran.length === 2);
    assert.deepEqual(ran, ['info x', 'a b']);
  });

  it('a monitor session completes also what was typed ahead', async () => {
    start({ complete: () => Promise.resolve({ candidates: ['block '], fragment: 'blo' }) });
    for (const key of ['s', 't', 'o', 'p', '\r', 'b', 'l', 'o', '\t', '\r']) session.handleInput(key);
    await sees('both lines ran', () => ran.length === 2);
    assert.deepEqual(ran, ['stop', 'block ']);
  });

  it('a monitor session lets Tab do nothing where completion fails', async () => {
    start({ complete: () => Promise.reject(new Error('no')) });
    session.handleInput('x');
    session.handleInput('\t');
    session.handleInput('y\r');
    await sees('the line ran', () => ran.length === 1);
    assert.deepEqual(ran, ['xy']);
  });

  it('a monitor session clears the line on Ctrl-C, wherever the cursor is, and runs nothing', async () => {
    start();
    session.handleInput('quit');
    session.handleInput('\x01');
    session.handleInput('\x03');
    await sees('there is a new prompt', () => screen.endsWith('(qemu) \x1b[8G'));
    assert.match(screen, /\^C\r\n/);
    session.handleInput('stop\r');
    await sees('the next line ran', () => ran.length === 1);
    assert.deepEqual(ran, ['stop']);
  });

  it('a monitor session stops waiting on Ctrl-C while a command runs, and drops what was typed ahead', async () => {
    start({
      run: (line, signal) => {
        ran.push(line);
        return new Promise((_, reject) => onAbort(signal, () => reject(new CancelledError())));
      },
    });
    session.handleInput('migrate x\rquit\r');
    await sees('the command runs', () => ran.length === 1);
    session.handleInput('\x03');
    await sees('it was given up', () => screen.includes('^C No longer waiting.\r\n'));
    await sees('there is a prompt', () => screen.endsWith('(qemu) \x1b[8G'));
    assert.deepEqual(ran, ['migrate x']);
  });

  it('a monitor session shows failures in red and goes on', async () => {
    start({ run: (line) => (ran.push(line), Promise.reject(new Error(`no ${line}`))) });
    session.handleInput('a\r');
    session.handleInput('b\r');
    await sees('both failed', () => screen.includes('\x1b[31mno b\x1b[0m\r\n'));
    assert.deepEqual(ran, ['a', 'b']);
  });

  it('a monitor session runs nothing for an empty line', async () => {
    start();
    session.handleInput('\r  \rcont\r');
    await sees('the last line ran', () => ran.length === 1);
    assert.deepEqual(ran, ['cont']);
  });

  it('a monitor session closes on Ctrl-D, and Ctrl-Z does not suspend the process', async () => {
    start();
    session.handleInput('\x1a');
    session.handleInput('\x04');
    await sees('it is closed', () => closed === 1);
  });

  it('a monitor session refuses more typing ahead than it can hold', async () => {
    start({
      run: (line, signal) => (
        ran.push(line),
        new Promise((_, reject) => onAbort(signal, () => reject(new CancelledError())))
      ),
    });
    session.handleInput('wait\r');
    await sees('the command runs', () => ran.length === 1);
    session.handleInput('x'.repeat(60_000));
    assert.ok(!screen.includes('\x07'));
    session.handleInput('x'.repeat(60_000));
    assert.ok(screen.includes('\x07'));
  });

  it('a monitor session ends with its group in the middle of a command', async () => {
    start({
      run: (line, signal) => (
        ran.push(line),
        new Promise((_, reject) => onAbort(signal, () => reject(signal.reason as Error)))
      ),
    });
    session.handleInput('wait\r');
    await sees('the command runs', () => ran.length === 1);
    await group.close();
    assert.ok(!screen.includes('No longer waiting'));
  });

  it('a monitor session shows control characters instead of obeying them', () => {
    assert.equal(toTerminal('a\x1b]0;x\x07\nb\r\nc\td\x9b'), 'a\\x1b]0;x\\x07\r\nb\r\nc\td\\x9b');
  });
});
