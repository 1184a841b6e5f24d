import type { DebugProtocol } from '@vscode/debugprotocol';

/** One disassembled instruction. */
export interface Instruction {
  readonly address: bigint;
  /** In hexadecimal, as the disassembler prints them; empty if it does not. */
  readonly bytes: string;
  readonly text: string;
  /** Where it belongs, if known. */
  readonly symbol?: string;
  readonly source?: { readonly name: string; readonly path: string };
  readonly line?: number;
}

/**
 * Decodes up to `count` instructions from an address on; fewer where memory ends.
 * @param end Nothing from here on is needed.
 */
export type Decode = (start: bigint, count: number, end?: bigint) => Promise<readonly Instruction[]>;

/** The longest x86 instruction, in bytes; other targets have shorter ones. */
const LONGEST = 15;

/** Instructions in a row take no more than this on average, in bytes. */
const LONG = 8;

/**
 * Disassembles `count` instructions, the first one `offset` instructions from `address`. DAP wants exactly `count`:
 * rows for memory that cannot be read, or from which no instruction leads to `address`, are marked as such.
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

/** How many instructions before the address are wanted and were not found. */
function missing(offset: number, before: readonly Instruction[]): number {
  return Math.max(0, -offset - before.length);
}

/**
 * Decoding backwards is guesswork where instructions differ in length: a start is right when it leads to `address`.
 * @returns up to `count` instructions, as many as can be read.
 */
async function preceding(decode: Decode, address: bigint, count: number): Promise<readonly Instruction[]> {
  const first = await firstReadable(decode, address - BigInt(count * LONG), address);
  let best: readonly Instruction[] = [];
  for (let start = first; start < address && start < first + BigInt(LONGEST); start++) {
    const decoded = await decode(start, Number(address - start) + 1, address + 1n);
    const at = decoded.findIndex((instruction) => instruction.address === address);
    if (at >= count) return decoded.slice(at - count, at);
    // One that begins where memory does is more likely right than one that begins inside it.
    if (best.length === 0) best = decoded.slice(0, Math.max(at, 0));
  }
  return best;
}
/** The first address from which on memory can be read up to `address`, and not before `from`. */
async function firstReadable(decode: Decode, from: bigint, address: bigint): Promise<bigint> {
  const readable = async (start: bigint): Promise<boolean> => (await decode(start, 1, start + 1n)).length > 0;
  let unreadable = from < 0n ? 0n : from;
  if (unreadable >= address || (await readable(unreadable))) return unreadable;
  let first = address;
  while (first - unreadable > 1n) {
    const middle = (first + unreadable) / 2n;
    if (await readable(middle)) first = middle;
    else unreadable = middle;
  }
  return first;
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
