/** Registers by their names in lower case, as manuals write them: `cr2`, `esr_el1`, `scause`. */
export type FaultRegisters = ReadonlyMap<string, bigint>;

/** A register as a debugger or a crash dump lists it. */
export interface ListedRegister {
  readonly name: string;
  /** Hexadecimal, with or without `0x`. */
  readonly value: string;
}

/** The registers that are numbers of up to 64 bits; of two with one name, the last. */
export function readRegisters(listed: readonly ListedRegister[]): FaultRegisters {
  const numbers = new Map<string, bigint>();
  for (const { name, value } of listed) {
    const digits = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(value)?.[1];
    if (digits !== undefined) numbers.set(name.toLowerCase(), BigInt(`0x${digits}`));
  }
  return numbers;
}
