import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import type { DebugTarget } from '../../target/target';
import { Frames } from './frames';
import { ProcessorModes } from './processorModes';
import { Sources } from './sources';
import { Stack } from './stack';

const frame = (level: number, addr: string, more: object = {}) => ({ level: String(level), addr, ...more });

describe('Stack', () => {
  async function trace(answers: readonly Answer[], args = {}, target?: DebugTarget) {
    const link = new FakeLink(answers);
    const frames = new Frames();
    const modes = new ProcessorModes(link, () => target);
    const stack = new Stack(link, frames, modes, new Sources());
    const found = await stack.handlers.stackTrace?.({ threadId: 2, ...args });
    return { link, frames, stack: found?.stackFrames ?? [], total: found?.totalFrames };
  }

  it('a stack shows names, and addresses for what has none', async () => {
    const { stack, frames } = await trace([
      [/^-stack-list-frames/, { stack: [frame(0, '0x10', { func: 'f' }), frame(1, '0x20', { func: '??' })] }],
    ]);
    assert.deepEqual(
      stack.map(({ name, instructionPointerReference }) => [name, instructionPointerReference]),
      [
        ['f', '0x10'],
        ['0x20', '0x20'],
      ],
    );
    assert.equal(frames.place(stack[1]?.id), '--thread 2 --frame 1');
  });

  it('a stack shows the frames that there are without an error', async () => {
    const { stack, link } = await trace([
      [/ 0 3$/, { stack: [frame(0, '0x10'), frame(1, '0x20')] }],
      [/^-stack-list-frames/, new Error('Cannot access memory at address 0x0')],
    ]);
    assert.equal(stack.length, 2);
    assert.equal(link.commands.length, 3);
  });

  it('a stack leaves out the caller at address 0 of a start routine', async () => {
    const { stack } = await trace([[/./, { stack: [frame(0, '0x10'), frame(1, '0x0')] }]]);
    assert.equal(stack.length, 1);
  });

  it('a stack ends with a kernel’s entry: what GDB finds on the stack behind it is no program', async () => {
    const { stack } = await trace([
      [
        /./,
        {
          stack: [
            frame(0, '0xffffffff81000010', { func: 'do_syscall_64' }),
            frame(1, '0xffffffff81000020', { func: 'entry_SYSCALL_64' }),
            frame(2, '0x7ffeff3dc440'),
            frame(3, '0x1'),
          ],
        },
      ],
    ]);
    assert.deepEqual(
      stack.map(({ name }) => name),
      ['do_syscall_64', 'entry_SYSCALL_64'],
    );
  });

  it('a stack goes on where a kernel was called by code below it that has a name, or is paused in a program', async () => {
    const called = [
      frame(0, '0xffffffff81000010', { func: 'kmain' }),
      frame(1, '0x100020', { func: 'start' }),
    ];
    assert.equal((await trace([[/./, { stack: called }]])).stack.length, 2);
    const program = [frame(0, '0x401000'), frame(1, '0x402000')];
    assert.equal((await trace([[/./, { stack: program }]])).stack.length, 2);
  });

  it('a stack gives a path to sources that are here, and to no others', async () => {
    const missing = {
      func: 'fork',
      file: 'kernel/fork.c',
      fullname: '/build/linux/kernel/fork.c',
      line: '7',
    };
    const { stack } = await trace([
      [
        /./,
        {
          stack: [
            frame(0, '0x10', missing),
            frame(1, '0x20', { func: 'f', file: './stack.test.ts', fullname: __filename, line: '3' }),
          ],
        },
      ],
    ]);
    assert.deepEqual(
      stack.map(({ source, line, presentationHint }) => [
        source?.name,
        source?.path,
        source?.presentationHint,
        line,
        presentationHint,
      ]),
      [
        ['fork.c', undefined, 'deemphasize', 7, 'subtle'],
        ['stack.test.ts', __filename, undefined, 3, undefined],
      ],
    );
  });

  it('a stack puts no frame in the background while none that is known has its source here', async () => {
    const hints = (frames: readonly Dap.StackFrame[]) =>
      frames.map(({ presentationHint, source }) => [presentationHint, source?.presentationHint]);
    const missing = { func: 'fork', file: 'kernel/fork.c', fullname: '/build/linux/kernel/fork.c' };
    const bare = [frame(0, '0x10', missing), frame(1, '0x20', { func: 'asm' })];
    const whole = await trace([[/./, { stack: bare }]]);
    assert.deepEqual(hints(whole.stack), [
      [undefined, undefined],
      [undefined, undefined],
    ]);
    assert.equal(whole.link.commands.length, 1);
    const deeper = [...bare, frame(2, '0x30', { func: 'f', file: 'stack.test.ts', fullname: __filename })];
    const answers = (all: readonly object[]): Answer[] => [
      [/ 0 19$/, { stack: all }],
      [/ 0 1$/, { stack: all.slice(0, 2) }],
      [/ 1 2$/, { stack: all.slice(1, 2) }],
    ];
    for (const startFrame of [0, 1]) {
      const [seen] = hints((await trace(answers(deeper), { startFrame, levels: 1 })).stack);
      assert.equal(seen?.[0], 'subtle', `frame ${startFrame} of a stack with a source`);
      const [alone] = hints((await trace(answers(bare), { startFrame, levels: 1 })).stack);
      assert.equal(alone?.[0], undefined, `frame ${startFrame} of one without`);
    }
  });

  it('a stack tells that there are more frames than were asked for', async () => {
    const { stack, total, link } = await trace([[/./, { stack: [frame(4, '0x10'), frame(5, '0x20')] }]], {
      startFrame: 4,
      levels: 1,
    });
    assert.deepEqual([stack.length, total], [1, 6]);
    assert.equal(link.commands[0], '-stack-list-frames --thread 2 4 5');
  });

  it('a stack is refused when not even the innermost frame can be had', async () => {
    await assert.rejects(trace([[/./, new Error('Invalid thread id: 2')]]), /Invalid thread id/);
  });

  it('a stack shows where a processor stands in memory when its code segment does not begin at 0', async () => {
    const hmp = (): Promise<string> =>
      Promise.resolve('EIP=00000005 EFL=2\nCS =07c0 00007c00 0000ffff 00009b00\nEFER=0\n');
    const target = { arch: 'i386', hasMonitor: true, hmp } as unknown as DebugTarget;
    const line = { address: '0x7c05', 'func-name': 'start', offset: '5', inst: 'cli' };
    const { stack, total } = await trace(
      [
        [/^>show architecture/, 'The target architecture is set to "auto" (currently "i386").'],
        [
          /^-data-disassemble -s 0x7c05 /,
          { asm_insns: [{ line: '7', file: 'boot.S', fullname: __filename, line_asm_insn: [line] }] },
        ],
      ],
      {},
      target,
    );
    assert.deepEqual(
      stack.map(({ name, line: at, source, instructionPointerReference }) => [
        name,
        at,
        source?.path,
        instructionPointerReference,
      ]),
      [['start', 7, __filename, '0x7c05']],
    );
    assert.equal(total, 1);
  });
});
