import type { DebugProtocol } from '@vscode/debugprotocol';

/** One disassembled instruction. */
export interface Instruction {
  readonly address: bigint;
  /** In hexadecimal, as the disassembler prints them; empty where it does not. */
  readonly bytes: string;
  readonly text: string;
  /** Where it belongs, where that is known. */
  readonly symbol?: string;
  readonly source?: { readonly name: string; readonly path: string };
  readonly line?: number;
}

/** Decodes up to so many instructions from an address on; fewer where memory ends. */
export type Decode = (start: bigint, count: number) => Promise<readonly Instruction[]>;

/** The longest x86 instruction, in bytes; other targets have shorter ones. */
const LONGEST = 15;

/** What instructions take on an average, in bytes, rounded up. */
const USUAL = 4;

/**
 * Disassembles `count` instructions, the first one `offset` instructions from `address`. DAP wants exactly `count`:
 * where memory cannot be read, or going back finds no start that leads to `address`, the rest is marked as such.
 */
export async function disassemble(
  decode: Decode,
  address: bigint,
  offset: number,
  count: number,
): Promise<DebugProtocol.DisassembledInstruction[]> {
  const before = offset < 0 ? await preceding(decode, address, -offset) : [];
  const after = offset + count > 0 ? (await decode(address, offset + count)).slice(0, offset + count) : [];
  const found = [...before, ...after.slice(Math.max(0, offset))].slice(0, count + missing(offset, before));
  const first = found[0]?.address ?? address;
  const lost = Math.min(missing(offset, before), count);
  const head = Array.from({ length: lost }, (_, index) => unreadable(first - BigInt(lost - index)));
  const shown = [...head, ...found.map(asProtocol)].slice(0, count);
  const end = (found.at(-1)?.address ?? address) + 1n;
  const tail = Array.from({ length: count - shown.length }, (_, index) => unreadable(end + BigInt(index)));
  return [...shown, ...tail];
}

/** How many instructions before the address there should be and are not. */
function missing(offset: number, before: readonly Instruction[]): number {
  return Math.max(0, -offset - before.length);
}

/** Decoding backwards is guesswork where instructions differ in length: a start is right when it leads to `address`. */
async function preceding(decode: Decode, address: bigint, count: number): Promise<readonly Instruction[]> {
  for (let shift = 0; shift < LONGEST; shift++) {
    const start = address - BigInt(count * USUAL + shift);
    if (start < 0n) return [];
    const decoded = await decode(start, count * USUAL + shift);
    const at = decoded.findIndex((instruction) => instruction.address === address);
    if (at >= count) return decoded.slice(at - count, at);
  }
  return [];
}

function asProtocol(instruction: Instruction): DebugProtocol.DisassembledInstruction {
  const { address, bytes, text, symbol, source, line } = instruction;
  return {
    address: `0x${address.toString(16)}`,
    instruction: text,
    ...(bytes !== '' && { instructionBytes: bytes }),
    ...(symbol !== undefined && { symbol }),
    ...(source && { location: source }),
    ...(line !== undefined && { line }),
  };
}

/** Each has an address of its own, or the editor would take them for one. */
function unreadable(address: bigint): DebugProtocol.DisassembledInstruction {
  const shown = address < 0n ? 0n : address;
  return {
    address: `0x${shown.toString(16)}`,
    instruction: '(cannot be read)',
    presentationHint: 'invalid',
  };
}
