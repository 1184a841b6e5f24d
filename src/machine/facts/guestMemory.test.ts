import assert from 'node:assert/strict';
import { guestMemory } from './guestMemory';

/** As `x /16xb` prints a gate that leads to 0xffffffffa1800be0, of the interrupt table at 0xfffffe0000000000. */
const GATE = [
  'fffffe00000000e0: 0xe0 0x0b 0x10 0x00 0x00 0x8e 0x80 0xa1',
  'fffffe00000000e8: 0xff 0xff 0xff 0xff 0x00 0x00 0x00 0x00',
].join('\n');

/** A monitor that answers lines, and nothing else. */
const monitor =
  (answers: Readonly<Record<string, string>>) =>
  (line: string): Promise<string> =>
    Promise.resolve(answers[line] ?? 'Cannot access memory\n');

describe('where a guest’s kernel has code', () => {
  const x86 = (counter: string, table: string): string =>
    `RIP=${counter} RFL=00000246\nIDT=     ${table} 00000fff\n`;

  it('the program counter is in the kernel while the kernel runs', async () => {
    const hmp = monitor({ 'info registers': x86('ffffffffa0c4e57e', 'fffffe0000000000') });
    assert.equal(await guestMemory(hmp).codeAddress(), 0xffffffffa0c4e57en);
  });

  it('while a program runs on a PC, its gate for page faults leads into the kernel', async () => {
    const hmp = monitor({
      'info registers': x86('00007f12345678ab', 'fffffe0000000000'),
      'x /16xb 0xfffffe00000000e0': GATE,
    });
    assert.equal(await guestMemory(hmp).codeAddress(), 0xffffffffa1800be0n);
  });

  it('a gate that is out of sight, or of a boot loader’s table, leads nowhere', async () => {
    const unseen = monitor({ 'info registers': x86('00007f12345678ab', 'fffffe0000000000') });
    assert.equal(await guestMemory(unseen).codeAddress(), 0x7f12345678abn);
    const low = monitor({ 'info registers': x86('0000000004000000', '0000000000001000') });
    assert.equal(await guestMemory(low).codeAddress(), 0x4000000n);
  });

  it('while a program runs on RISC-V, stvec leads into the kernel', async () => {
    const registers = (vector: string): string => ` pc       0000003fa1b2c3d4\n stvec    ${vector}\n`;
    const hmp = monitor({ 'info registers': registers('ffffffff80003a0d') });
    assert.equal(await guestMemory(hmp).codeAddress(), 0xffffffff80003a0cn);
    const early = monitor({ 'info registers': registers('0000000080000400') });
    assert.equal(await guestMemory(early).codeAddress(), 0x3fa1b2c3d4n);
  });
});
