import type { Decode, Instruction } from '../../disassembly';
import { monitorDecoder } from '../../target/monitorDecoder';
import type { DebugTarget } from '../../target/target';
import { cpuModeOf, linearAddress } from '../../target/x86/cpuMode';
import type { GdbLink } from '../gdbLink';
import { gdbDecoder } from './gdbDisassembly';

/** Where a PC's processor is stopped, when GDB has it wrong. */
export interface TruePlace {
  /** The address in memory, rather than in the code segment. */
  readonly address: bigint;
}

/**
 * GDB takes a PC to be in one mode for ever, the one that the program was built for, and its instruction pointer for an
 * address. Boot code goes through three modes, and in real mode the code segment has a base. QEMU's monitor knows.
 */
export class ProcessorModes {
  /** The vCPU whose stack was looked at last, as GDB counts, from 1: DAP does not say whose code is to be shown. */
  thread = 1;
  private gdbBits: Promise<number | undefined> | undefined;

  constructor(
    private readonly link: GdbLink,
    private readonly target: () => DebugTarget | undefined,
  ) {}

  /** Where a vCPU stands, if GDB takes it to be elsewhere or in another mode; undefined when GDB is right. */
  async truePlace(threadId: number): Promise<TruePlace | undefined> {
    const mode = await this.wrongMode(threadId);
    return mode && { address: linearAddress(mode) };
  }

  /** Decodes what the processor would execute, with names and lines of GDB's. */
  async decoder(): Promise<Decode> {
    const known = gdbDecoder((command) => this.link.send(command));
    const target = this.target();
    if (!target || !(await this.wrongMode(this.thread))) return known;
    const decode = monitorDecoder(target, this.thread - 1);
    return async (start, count, end) => {
      const found = await decode(start, count, end);
      const last = found.at(-1);
      if (!last) return found;
      return named(found, await known(start, found.length * 2, last.address + 1n));
    };
  }

  private async wrongMode(threadId: number): Promise<ReturnType<typeof cpuModeOf>> {
    const target = this.target();
    if (!target?.hasMonitor || (target.arch !== undefined && !/^(i386|x86_64)$/.test(target.arch)))
      return undefined;
    this.gdbBits ??= this.askBits();
    const bits = await this.gdbBits;
    if (bits === undefined) return undefined;
    const mode = cpuModeOf(await target.hmp('info registers', threadId - 1));
    return mode && (mode.bits !== bits || mode.base !== 0n) ? mode : undefined;
  }

  /** `The target architecture is set to "auto" (currently "i386:x86-64").` */
  private async askBits(): Promise<number | undefined> {
    const text = await this.link.ask('show architecture');
    const name = /currently "([^"]+)"/.exec(text)?.[1] ?? /"([^"]+)"/.exec(text)?.[1] ?? '';
    if (/^i386:x86-64/.test(name)) return 64;
    if (/^i386/.test(name)) return 32;
    return /^i8086/.test(name) ? 16 : undefined;
  }
}

/** The distance to a line's first instruction beyond which that line is not believed, in bytes. */
const FAR = 16n;

/** Gives instructions the names and lines that GDB knows for the same bytes, wherever it took instructions to begin. */
function named(instructions: readonly Instruction[], known: readonly Instruction[]): Instruction[] {
  return instructions.map((instruction) => {
    const before = known.filter(({ address }) => address <= instruction.address);
    const symbol = symbolAt(
      instruction.address,
      before.findLast((each) => each.symbol !== undefined),
    );
    const place = before.findLast((each) => each.line !== undefined);
    const near = place && instruction.address - place.address < FAR ? place : undefined;
    return {
      ...instruction,
      ...(symbol !== undefined && { symbol }),
      ...(near?.source && { source: near.source }),
      ...(near?.line !== undefined && { line: near.line }),
    };
  });
}

function symbolAt(address: bigint, known: Instruction | undefined): string | undefined {
  const [, name, offset = '0'] = /^(.*?)(?:\+(\d+))?$/.exec(known?.symbol ?? '') ?? [];
  if (!known || !name) return undefined;
  const distance = address - (known.address - BigInt(offset));
  return distance === 0n ? name : `${name}+${distance}`;
}
