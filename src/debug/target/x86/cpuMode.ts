/** How a PC's processor takes the bytes of its code at the moment. */
export interface CpuMode {
  /** The size of operands and addresses, in bits. */
  readonly bits: 16 | 32 | 64;
  /** Where the code segment begins: the instruction pointer counts from there. */
  readonly base: bigint;
  readonly instructionPointer: bigint;
}

/**
 * Reads QEMU's `info registers` of an x86 processor: the code segment's descriptor says what the processor has loaded
 * (`CS =0008 00000000 ffffffff 00c09a00 DPL=0 CS32 [-R-]`), which is not always what the descriptor table says now.
 * @returns undefined for another processor.
 */
export function cpuModeOf(text: string): CpuMode | undefined {
  const segment = /^CS =[0-9a-f]{4} ([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)/m.exec(text);
  const pointer = /\b[ER]IP=([0-9a-f]+)/.exec(text)?.[1];
  if (!segment || pointer === undefined) return undefined;
  const [, base = '0', descriptor = '0'] = segment;
  const flags = Number.parseInt(descriptor, 16);
  const longMode = (flags & LONG) !== 0 && isLongModeActive(text);
  const bits = longMode ? 64 : (flags & DEFAULT_32) !== 0 ? 32 : 16;
  // In 64-bit mode, segment bases do not count.
  return {
    bits,
    base: longMode ? 0n : BigInt(`0x${base}`),
    instructionPointer: BigInt(`0x${pointer}`),
  };
}

/** Bits of a descriptor's second word: L, 64-bit code, and D, 32-bit code (Intel SDM 3A, 3.4.5). */
const LONG = 1 << 21;
const DEFAULT_32 = 1 << 22;
/** LMA of the extended features register: long mode is active. */
const LONG_MODE_ACTIVE = 1n << 10n;

function isLongModeActive(text: string): boolean {
  const features = /\bEFER=([0-9a-f]+)/.exec(text)?.[1] ?? '0';
  return (BigInt(`0x${features}`) & LONG_MODE_ACTIVE) !== 0n;
}

/** The address of the next instruction in memory, rather than in its segment. */
export function linearAddress({ base, instructionPointer, bits }: CpuMode): bigint {
  const address = base + instructionPointer;
  return bits === 64 ? address : address & 0xffff_ffffn;
}
