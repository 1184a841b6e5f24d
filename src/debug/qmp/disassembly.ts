import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseInstructions, type Instruction } from './hmpText';

/** Runs a line of the human monitor. */
export type Hmp = (line: string) => Promise<string>;

/** The longest x86 instruction, in bytes; other targets have shorter ones. */
const LONGEST = 15;

/**
 * Disassembles `count` instructions through QEMU's own disassembler, the first one `offset` instructions from
 * `address`. DAP wants exactly `count`: where memory cannot be read, or going back finds no start that leads to
 * `address`, the rest is marked as unreadable.
 */
export async function disassemble(
  hmp: Hmp,
  address: bigint,
  offset: number,
  count: number,
): Promise<DebugProtocol.DisassembledInstruction[]> {
  const before = offset < 0 ? await preceding(hmp, address, -offset) : [];
  const after = offset + count > 0 ? await following(hmp, address, offset + count) : [];
  const missing = Math.max(0, -offset - before.length);
  const all = [...Array.from({ length: missing }, () => undefined), ...before, ...after];
  const skipped = Math.max(0, offset);
  return Array.from({ length: count }, (_, index) => shown(all[index + skipped], address));
}

async function following(hmp: Hmp, address: bigint, count: number): Promise<readonly Instruction[]> {
  return parseInstructions(await hmp(`x /${count}i 0x${address.toString(16)}`)).slice(0, count);
}

/** Decoding backwards is guesswork where instructions differ in length: a start is right when it leads to `address`. */
async function preceding(hmp: Hmp, address: bigint, count: number): Promise<readonly Instruction[]> {
  for (let shift = 0; shift < LONGEST; shift++) {
    const start = address - BigInt(count * 4 + shift);
    if (start < 0n) return [];
    const decoded = await following(hmp, start, count * 4 + shift);
    const at = decoded.findIndex((instruction) => instruction.address === address);
    if (at >= count) return decoded.slice(at - count, at);
  }
  return [];
}

function shown(instruction: Instruction | undefined, near: bigint): DebugProtocol.DisassembledInstruction {
  if (!instruction)
    return {
      address: `0x${near.toString(16)}`,
      instruction: '(cannot be read)',
      presentationHint: 'invalid',
    };
  return {
    address: `0x${instruction.address.toString(16)}`,
    instruction: instruction.text,
    ...(instruction.bytes !== '' && { instructionBytes: instruction.bytes }),
  };
}
