import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { disassemble } from '../../disassembly';
import { CancelledError } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import type { Handlers } from '../../session/requests';
import type { GuestControl } from '../gdbLink';
import { quote } from '../process/mi';
import type { ProcessorModes } from './processorModes';
import type { Sources } from './sources';

interface MemoryBlock {
  readonly begin: string;
  readonly offset: string;
  readonly contents: string;
}

/** Memory as bytes and as instructions. */
export class Memory {
  constructor(
    private readonly link: GuestControl,
    private readonly modes: Pick<ProcessorModes, 'decoder'>,
    private readonly sources: Sources,
  ) {}

  readonly handlers: Handlers = {
    readMemory: async ({ memoryReference, offset = 0, count }) => {
      this.mustStand(CancelledError);
      const address = await this.addressOf(memoryReference, offset);
      const data = await this.read(address, count);
      const unreadable = count - data.length;
      return {
        address: hex(address),
        data: data.toString('base64'),
        ...(unreadable > 0 && { unreadableBytes: unreadable }),
      };
    },
    writeMemory: async ({ memoryReference, offset = 0, data }) => {
      this.mustStand(Error);
      const address = await this.addressOf(memoryReference, offset);
      const bytes = Buffer.from(data, 'base64');
      await this.link.send(`-data-write-memory-bytes ${hex(address)} ${bytes.toString('hex')}`);
      return { bytesWritten: bytes.length };
    },
    disassemble: async (args) => {
      this.mustStand(CancelledError);
      const address = await this.addressOf(args.memoryReference, args.offset ?? 0);
      const decode = await this.modes.decoder();
      const { instructionOffset = 0, instructionCount } = args;
      const rows = await disassemble(decode, address, instructionOffset, instructionCount);
      return { instructions: await Promise.all(rows.map((row) => this.withSource(row))) };
    },
  };

  /**
   * GDB 13 aborts when it disassembles while the guest runs.
   * @param Refusal What to refuse with: an open view asks to read right after Continue, and the person must not hear of it.
   */
  private mustStand(Refusal: new (message: string) => Error): void {
    if (this.link.running)
      throw new Refusal(l10n.t('The guest is running. Pause it to read or write its memory.'));
  }

  /** A row mentions lines only if there are some to show. */
  private async withSource(row: Dap.DisassembledInstruction): Promise<Dap.DisassembledInstruction> {
    const path = row.location?.path;
    if (path === undefined || (await this.sources.isHere(path))) return row;
    const { location: _, line: _line, ...rest } = row;
    return rest;
  }

  /** A reference is a number, or an expression such as `&(buffer)`. */
  private async addressOf(reference: string, offset: number): Promise<bigint> {
    if (/^(0x[0-9a-f]+|\d+)$/i.test(reference)) return BigInt(reference) + BigInt(offset);
    const { value } = await this.link.send<{ value: string }>(
      `-data-evaluate-expression ${quote(reference)}`,
    );
    const number = /0x[0-9a-f]+|\d+/i.exec(value)?.[0];
    if (number === undefined) throw new Error(l10n.t('{0} is not an address: {1}', reference, value));
    return BigInt(number) + BigInt(offset);
  }

  /** What can be read from an address on, up to the first gap. */
  private async read(address: bigint, count: number): Promise<Buffer> {
    if (count === 0) return Buffer.alloc(0);
    try {
      const { memory } = await this.link.send<{ memory: readonly MemoryBlock[] }>(
        `-data-read-memory-bytes ${hex(address)} ${count}`,
      );
      const block = memory.find(({ begin }) => BigInt(begin) === address);
      return Buffer.from(block?.contents ?? '', 'hex');
    } catch (error) {
      if (/Unable to read memory|Cannot access memory/i.test(messageOf(error))) return Buffer.alloc(0);
      throw error;
    }
  }
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
