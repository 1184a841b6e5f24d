import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import type { DebugTarget } from '../../target/target';
import { DebugConsole } from './console';
import { Frames } from './frames';
import { Variables } from './variables/variables';

describe('DebugConsole', () => {
  let said: string[];
  let frames: Frames;
  beforeEach(() => {
    said = [];
    frames = new Frames();
  });

  function console(link: FakeLink): (expression: string, more?: object) => Promise<string | undefined> {
    const target = {
      hasMonitor: true,
      hmp: (line: string, cpu?: number) => Promise.resolve(`${line} of ${cpu}\n`),
      sendSerial: (text: string, port?: string) => Promise.resolve(void said.push(`${port}:${text}`)),
    } as unknown as DebugTarget;
    const made = new DebugConsole(link, frames, new Variables(link, frames, undefined), () => target);
    return async (expression, more = {}) =>
      (await made.handlers.evaluate?.({ expression, context: 'repl', ...more }))?.result;
  }

  it('DebugConsole asks QEMU’s monitor about the vCPU whose frame is selected', async () => {
    const frameId = frames.create({ threadId: 2, level: 0 });
    assert.equal(
      await console(new FakeLink())('> monitor info registers', { frameId }),
      'info registers of 1',
    );
  });

  it('DebugConsole sends lines to the guest, also while it runs', async () => {
    const link = new FakeLink();
    link.running = true;
    assert.equal(await console(link)('serial[two]: hello'), '');
    assert.deepEqual(said, ['two:hello\r']);
  });

  it('DebugConsole runs GDB commands in the frame that is selected', async () => {
    const link = new FakeLink();
    link.running = true;
    for (const line of ['help', ' help ', '?']) {
      const text = await console(link)(line);
      for (const part of ['> monitor info mem', '> info line main', 'serial[name]: '])
        assert.ok(text?.includes(part), `${part} is not in ${text}`);
    }
    assert.deepEqual([link.commands, said], [[], []]);
  });

  it('DebugConsole refuses GDB commands that would wait for more lines', async () => {
    const link = new FakeLink();
    const frameId = frames.create({ threadId: 1, level: 3 });
    await console(link)('>info line', { frameId });
    await console(link)('>-list-features');
    assert.deepEqual(link.commands, [
      '-interpreter-exec --thread 1 --frame 3 console "info line"',
      '-list-features',
    ]);
  });

  it('DebugConsole refuses expressions while the guest runs', async () => {
    for (const line of ['>commands 1', '> comm', '>python', '>define x'])
      await assert.rejects(console(new FakeLink())(line), /further lines/);
  });

  it('DebugConsole says what can be typed, also while the guest runs, and asks nobody', async () => {
    const link = new FakeLink();
    link.running = true;
    await assert.rejects(console(link)('counter'), /Pause it/);
  });

  it('DebugConsole shows a value with its type, and as text for the clipboard', async () => {
    const link = new FakeLink([
      [/^-var-create/, { name: 'var1', numchild: '0', value: '7', type: 'int' }],
      [/^-data-evaluate-expression/, { value: '{1, 2}' }],
    ]);
    assert.equal(await console(link)('counter'), '7');
    assert.equal(await console(link)('table', { context: 'clipboard' }), '{1, 2}');
  });

  it('DebugConsole says why an expression has no value', async () => {
    for (const [value, reason] of [
      ['', 'Division by zero'],
      ['', 'Cannot access memory at address 0x0'],
    ] as const) {
      const link = new FakeLink([
        [/^-var-create/, { name: 'var1', numchild: '0', value, type: 'int' }],
        [/^-data-evaluate-expression/, new Error(reason)],
      ]);
      await assert.rejects(console(link)('1/0'), new RegExp(reason));
    }
    const link = new FakeLink([
      [/^-var-create/, new Error('-var-create: unable to create variable object')],
      [/^-data-evaluate-expression/, new Error('No symbol "x" in current context.')],
    ]);
    await assert.rejects(console(link)('x'), /No symbol "x"/);
  });
});
