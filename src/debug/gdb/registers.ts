/** One register as GDB gives it. */
export interface RegisterValue {
  readonly number: string;
  readonly value: string;
}

/** Reads the registers with these numbers. Rejects when one of them cannot be read. */
export type ReadRegisters = (numbers: readonly number[]) => Promise<readonly RegisterValue[]>;

/**
 * Reads registers from a stub that refuses some of them. QEMU's RISC-V target description lists CSRs that the
 * chosen cpu does not have; reading one fails, and GDB then gives none at all ("Could not fetch register").
 * Those that fail are found by halving, once a session, and left out from then on.
 */
export class TolerantRegisters {
  private readonly refused = new Set<number>();

  async read(numbers: readonly number[], read: ReadRegisters): Promise<readonly RegisterValue[]> {
    const wanted = numbers.filter((number) => !this.refused.has(number));
    if (wanted.length === 0) return [];
    try {
      return await read(wanted);
    } catch (error) {
      if (!(error instanceof Error) || !/Could not fetch register/.test(error.message)) throw error;
      const [only] = wanted;
      if (wanted.length === 1 && only !== undefined) {
        this.refused.add(only);
        return [];
      }
      const middle = wanted.length >> 1;
      return [
        ...(await this.read(wanted.slice(0, middle), read)),
        ...(await this.read(wanted.slice(middle), read)),
      ];
    }
  }
}
