import { bits, hasBit } from './words/fault';

/** The bytes of a gate in a PC's interrupt table (Intel SDM vol. 3A, 6.11 and 6.14.1). */
export function gateBytes(isLongMode: boolean): 8 | 16 {
  return isLongMode ? 16 : 8;
}

/**
 * Where a gate leads.
 * @param low Its first eight bytes as a number.
 * @param high Its next eight bytes, which only long mode has.
 * @returns undefined when it is not present, or nothing that an interrupt table may hold.
 */
export function gateHandler(low: bigint, high = 0n): bigint | undefined {
  if (!isGate(low)) return undefined;
  return BigInt.asUintN(16, low) | ((low >> 48n) << 16n) | (BigInt.asUintN(32, high) << 32n);
}

/** Present, and of a type that an interrupt table may hold (Intel SDM vol. 3A, table 3-2): task, interrupt and trap gates. */
function isGate(gate: bigint): boolean {
  return hasBit(gate, 47) && [0x5, 0x6, 0x7, 0xe, 0xf].includes(bits(gate, 40, 5));
}
