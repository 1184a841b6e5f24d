import type { Instruction } from '../disassembly';

/**
 * Reads `x /Ni`: `0x000fe05b:  2e 66 83 3e  cmpl …`, with or without the bytes. Of a long instruction the rest of the
 * bytes have a line of their own.
 */
export function parseInstructions(text: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  for (const line of text.split('\n')) {
    const more = /^0x[0-9a-f]+: +((?:[0-9a-f]{2} ?)+)$/.exec(line.trimEnd())?.[1];
    const last = instructions.at(-1);
    if (more !== undefined && last?.bytes) {
      instructions[instructions.length - 1] = { ...last, bytes: `${last.bytes} ${more.trim()}` };
      continue;
    }
    const match = /^0x([0-9a-f]+): +((?:[0-9a-f]{2,8} )*)\s*(\S.*)$/.exec(line.trimEnd());
    if (match) {
      const [, address = '0', bytes = '', mnemonic = ''] = match;
      instructions.push({ address: BigInt(`0x${address}`), bytes: bytes.trim(), text: mnemonic });
    }
  }
  return instructions;
}
