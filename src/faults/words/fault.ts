import type { Access } from './access';

/** What registers tell about an exception. */
export interface Fault {
  /** One sentence for a person. */
  readonly text: string;
  /** The address that page tables did not give, and for what; absent for any other exception. */
  readonly translation?: { readonly address: bigint; readonly access?: Access };
}

/** The bits of a value from `low` on, as many as `count`. */
export function bits(value: bigint, low: number, count: number): number {
  return Number((value >> BigInt(low)) & ((1n << BigInt(count)) - 1n));
}

export const hasBit = (value: bigint, bit: number): boolean => bits(value, bit, 1) === 1;
