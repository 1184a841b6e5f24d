import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import type { DebugTarget } from '../../target/target';
import { ProcessorModes } from './processorModes';

const LONG =
  'RIP=ffffffff81000000 RFL=2\nCS =0010 0000000000000000 ffffffff 00af9b00\nEFER=0000000000000d01\n';
const PROTECTED =
  'RIP=0000000000100005 RFL=2\nCS =0008 0000000000000000 ffffffff 00cf9b00\nEFER=0000000000000000\n';

function pc(registers: string, code = '') {
  const asked: string[] = [];
  const hmp = (line: string, cpu?: number): Promise<string> => {
    asked.push(`${line} on ${cpu}`);
    return Promise.resolve(line === 'info registers' ? registers : code);
  };
  return { asked, target: { arch: 'x86_64', hasMonitor: true, hmp } as unknown as DebugTarget };
}

const gdb = (): FakeLink =>
  new FakeLink([
    [/^>show architecture/, 'The target architecture is set to "auto" (currently "i386:x86-64").'],
    [
      /^-data-disassemble/,
      {
        asm_insns: [
          {
            line: '12',
            file: 'boot.S',
            fullname: '/k/boot.S',
            line_asm_insn: [
              {
                address: '0x100005',
                'func-name': 'start32',
                offset: '5',
                inst: 'rex.W nop',
                opcodes: '48 90',
              },
            ],
          },
        ],
      },
    ],
  ]);

describe('the modes of a PC’s processor, beside GDB’s idea of them', () => {
  it('GDB is left alone while it is right about a processor’s mode', async () => {
    const { target } = pc(LONG);
    const link = gdb();
    const modes = new ProcessorModes(link, () => target);
    assert.equal(await modes.truePlace(1), undefined);
    const [first] = await (await modes.decoder())(0x100005n, 1);
    assert.equal(first?.text, 'rex.W nop');
  });

  it('QEMU decodes what GDB would decode wrongly, with the names and lines of GDB', async () => {
    const { target, asked } = pc(
      PROTECTED,
      '0x00100005:  48                       decl     %eax\n0x00100006:  90                       nop\n',
    );
    const modes = new ProcessorModes(gdb(), () => target);
    modes.thread = 2;
    assert.deepEqual(await modes.truePlace(2), { address: 0x100005n });
    const found = await (await modes.decoder())(0x100005n, 2);
    assert.deepEqual(
      found.map(({ address, text, symbol, line }) => [address, text, symbol, line]),
      [
        [0x100005n, 'decl     %eax', 'start32+5', 12],
        [0x100006n, 'nop', 'start32+6', 12],
      ],
    );
    assert.ok(asked.every((each) => each.endsWith(' on 1')));
  });

  it('the mode is not asked for on another processor, or without a monitor', async () => {
    for (const target of [
      { arch: 'aarch64', hasMonitor: true },
      { arch: 'x86_64', hasMonitor: false },
    ]) {
      const link = gdb();
      assert.equal(await new ProcessorModes(link, () => target as DebugTarget).truePlace(1), undefined);
      assert.deepEqual(link.commands, []);
    }
  });
});
