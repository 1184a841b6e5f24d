import type { Send } from '../../breakpoints/breakpointTable';

/** One register as GDB gives it. */
export interface RegisterValue {
  readonly number: string;
  readonly value: string;
}

/** Reads the registers with these numbers. Rejects when one of them cannot be read. */
export type ReadRegisters = (numbers: readonly number[]) => Promise<readonly RegisterValue[]>;

/**
 * Reads registers from a stub that refuses some of them. QEMU's RISC-V target description lists CSRs that the
 * chosen cpu does not have. Reading one fails, and GDB then gives none at all ("Could not fetch register").
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

/** The registers of a vCPU as GDB names them. */
export class Registers {
  private readonly tolerant = new TolerantRegisters();

  constructor(private readonly send: Send) {}

  /**
   * In GDB's order, values in hexadecimal.
   * @param place MI options for the frame.
   * @throws GDB's error.
   */
  async list(place: string): Promise<readonly { readonly name: string; readonly value: string }[]> {
    const { 'register-names': names } = await this.send<{ 'register-names': readonly string[] }>(
      `-data-list-register-names ${place}`,
    );
    const numbers = names.flatMap((name, number) => (name === '' ? [] : [number]));
    const values = await this.tolerant.read(numbers, async (wanted) => {
      const command = `-data-list-register-values ${place} x ${wanted.join(' ')}`;
      return (await this.send<{ 'register-values': readonly RegisterValue[] }>(command))['register-values'];
    });
    return values.map(({ number, value }) => ({ name: names[Number(number)] ?? number, value }));
  }
}
