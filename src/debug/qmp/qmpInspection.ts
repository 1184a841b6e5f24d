import { Thread } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { disassemble } from '../disassembly';
import type { Handlers } from '../session/requests';
import { monitorDecoder } from '../target/monitorDecoder';
import { faultRow } from '../fault/faultRow';
import { lastFault } from '../fault/lastFault';
import { asksForHelp, monitorConsoleHelp } from '../session/consoleHelp';
import { sendSerialLine } from '../target/serialLine';
import { parseBytes } from '../../machine/facts/memoryText';
import { programCounter, type Register } from '../../machine/facts/registers';
import { cpuOf, type QmpMachine } from './qmpMachine';

/** What QEMU's monitors can show: vCPUs, registers, memory, instructions. */
export class QmpInspection {
  constructor(private readonly machine: QmpMachine) {}

  readonly handlers: Handlers = {
    threads: async () => {
      const cpus = (await this.machine.opened.qmp('query-cpus-fast')) as readonly unknown[];
      return { threads: cpus.map((_, index) => new Thread(index + 1, l10n.t('vCPU {0}', index))) };
    },
    stackTrace: async ({ threadId }) => ({ stackFrames: [await this.frame(threadId)], totalFrames: 1 }),
    scopes: ({ frameId }) =>
      Promise.resolve({
        scopes: [
          {
            name: l10n.t('Registers'),
            variablesReference: frameId,
            expensive: false,
            presentationHint: 'registers',
          },
        ],
      }),
    variables: async ({ variablesReference }) => {
      const registers = await this.machine.registers(variablesReference);
      const fault = await this.fault(registers, variablesReference);
      return {
        variables: [
          ...(fault === undefined ? [] : [faultRow(fault)]),
          ...registers.map(({ name, value }) => ({
            name,
            value: `0x${value}`,
            memoryReference: `0x${value}`,
            variablesReference: 0,
          })),
        ],
      };
    },
    readMemory: async ({ memoryReference, offset = 0, count }) => {
      const address = `0x${(BigInt(memoryReference) + BigInt(offset)).toString(16)}`;
      const data =
        count === 0 ? Buffer.alloc(0) : parseBytes(await this.machine.opened.hmp(`x /${count}xb ${address}`));
      const unreadable = count - data.length;
      return {
        address,
        data: data.toString('base64'),
        ...(unreadable > 0 && { unreadableBytes: unreadable }),
      };
    },
    disassemble: async (args) => {
      const { opened } = this.machine;
      return {
        instructions: await disassemble(
          monitorDecoder(opened),
          BigInt(args.memoryReference) + BigInt(args.offset ?? 0),
          args.instructionOffset ?? 0,
          args.instructionCount,
        ),
      };
    },
    evaluate: async ({ context, expression, frameId }) => {
      if (context !== 'repl') throw new Error(l10n.t('Without symbols, expressions cannot be evaluated.'));
      if (asksForHelp(expression)) return { result: monitorConsoleHelp(), variablesReference: 0 };
      const { opened } = this.machine;
      // "> monitor info mem" is what one types in a session with GDB.
      const line = expression.replace(/^>\s*(?:mon(?:itor)?\s+)?/, '');
      const result = (await sendSerialLine(opened, line)) ? '' : await opened.hmp(line, cpuOf(frameId));
      return { result: result.trimEnd(), variablesReference: 0 };
    },
  };

  /** Registers are worth more than words about them: without the words they are listed all the same. */
  private async fault(registers: readonly Register[], threadId: number): Promise<string | undefined> {
    const ask = (line: string): Promise<string> => this.machine.opened.hmp(line, cpuOf(threadId));
    return await lastFault(registers, ask).catch(() => undefined);
  }

  /** A vCPU's only frame: where it has stopped. */
  private async frame(threadId: number): Promise<Dap.StackFrame> {
    const pc = programCounter(await this.machine.registers(threadId));
    const address = pc === undefined ? undefined : `0x${pc.toString(16)}`;
    return {
      id: threadId,
      name: address ?? l10n.t('(unknown)'),
      line: 0,
      column: 0,
      ...(address !== undefined && { instructionPointerReference: address }),
    };
  }
}
