import { DebugSession, Response, Scope, Thread } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { disassemble } from '../disassembly';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import { RequestLedger } from '../session/requestLedger';
import { sendSerialLine } from '../target/serialLine';
import type { SessionContext } from '../session/sessionContext';
import type { DebugTarget } from '../target/target';
import { parseBytes, parseInstructions, parseRegisters, programCounter, type Register } from './hmpText';

/** What one can look at through QEMU's monitors: vCPUs, registers, memory, instructions. */
export abstract class MonitorSession extends DebugSession {
  protected target: DebugTarget | undefined;
  protected readonly ledger = new RequestLedger((request, error) =>
    this.refuse(new Response(request as DebugProtocol.Request), error),
  );

  constructor(private readonly context: SessionContext) {
    super();
  }

  /** Why a request cannot be served now; undefined when it can. */
  protected abstract obstacle(command: string): Error | undefined;

  override sendResponse(response: DebugProtocol.Response): void {
    if (this.ledger.end(response.request_seq)) super.sendResponse(response);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.ledger.begin(request);
    const obstacle = this.obstacle(request.command);
    if (obstacle === undefined) super.dispatchRequest(request);
    else this.refuse(new Response(request), obstacle);
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    this.answer(response, async () => {
      const cpus = (await this.monitored().qmp('query-cpus-fast')) as readonly unknown[];
      response.body = { threads: cpus.map((_, index) => new Thread(index + 1, `vCPU ${index}`)) };
    });
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    args: DebugProtocol.StackTraceArguments,
  ): void {
    this.answer(response, async () => {
      const pc = programCounter(await this.registers(args.threadId));
      const address = pc === undefined ? '' : `0x${pc.toString(16)}`;
      const frame: DebugProtocol.StackFrame = {
        id: args.threadId,
        name: address || '(unknown)',
        line: 0,
        column: 0,
      };
      if (address) frame.instructionPointerReference = address;
      response.body = { stackFrames: [frame], totalFrames: 1 };
    });
  }

  protected override scopesRequest(
    response: DebugProtocol.ScopesResponse,
    args: DebugProtocol.ScopesArguments,
  ): void {
    const registers: DebugProtocol.Scope = new Scope('Registers', args.frameId, false);
    registers.presentationHint = 'registers';
    response.body = { scopes: [registers] };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    args: DebugProtocol.VariablesArguments,
  ): void {
    this.answer(response, async () => {
      const registers = await this.registers(args.variablesReference);
      response.body = {
        variables: registers.map(({ name, value }) => ({
          name,
          value: `0x${value}`,
          memoryReference: `0x${value}`,
          variablesReference: 0,
        })),
      };
    });
  }

  protected override readMemoryRequest(
    response: DebugProtocol.ReadMemoryResponse,
    args: DebugProtocol.ReadMemoryArguments,
  ): void {
    this.answer(response, async () => {
      const address = BigInt(args.memoryReference) + BigInt(args.offset ?? 0);
      const data =
        args.count === 0
          ? Buffer.alloc(0)
          : parseBytes(await this.monitored().hmp(`x /${args.count}xb 0x${address.toString(16)}`));
      response.body = {
        address: `0x${address.toString(16)}`,
        data: data.toString('base64'),
        ...(data.length < args.count && { unreadableBytes: args.count - data.length }),
      };
    });
  }

  protected override disassembleRequest(
    response: DebugProtocol.DisassembleResponse,
    args: DebugProtocol.DisassembleArguments,
  ): void {
    this.answer(response, async () => {
      const target = this.monitored();
      response.body = {
        instructions: await disassemble(
          async (start, count) => parseInstructions(await target.hmp(`x /${count}i 0x${start.toString(16)}`)),
          BigInt(args.memoryReference) + BigInt(args.offset ?? 0),
          args.instructionOffset ?? 0,
          args.instructionCount,
        ),
      };
    });
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    args: DebugProtocol.EvaluateArguments,
  ): void {
    this.answer(response, async () => {
      if (args.context !== 'repl') throw new Error('Without symbols nothing can be evaluated here.');
      const target = this.monitored();
      // "> monitor info mem" is what one types in a session with GDB.
      const line = args.expression.replace(/^>\s*(?:mon(?:itor)?\s+)?/, '');
      const result = (await sendSerialLine(target, line)) ? '' : await target.hmp(line, cpuOf(args.frameId));
      response.body = { result: result.trimEnd(), variablesReference: 0 };
    });
  }

  /** Does what a request asks and answers it, as a task of the session. */
  protected answer(response: DebugProtocol.Response, work: () => Promise<void>): void {
    void this.context.group.run(response.command, async () => {
      try {
        await work();
        this.sendResponse(response);
      } catch (error) {
        this.refuse(response, error);
      }
    });
  }

  /** Does something that nobody waits for. What goes wrong is for the log, not the end of the session. */
  protected inBackground(what: string, work: () => Promise<void>): void {
    void this.context.group.run(what, async ({ signal }) => {
      await work().catch((error: unknown) => {
        if (!signal.aborted) this.context.log.warn(`${what}: ${messageOf(error)}`);
      });
    });
  }

  protected refuse(response: DebugProtocol.Response, error: unknown): void {
    this.sendErrorResponse(response, {
      id: 1,
      format: '{_error}',
      variables: { _error: messageOf(error) },
      // Whoever cancelled a start knows, and needs no dialog.
      showUser: !isCancelled(error),
    });
  }

  protected async registers(threadId: number): Promise<readonly Register[]> {
    return parseRegisters(await this.monitored().hmp('info registers', cpuOf(threadId)));
  }

  private monitored(): DebugTarget {
    if (!this.target) throw new Error('The machine has not been started.');
    return this.target;
  }
}

/** A thread, its only frame and its registers all have the number of the vCPU, from 1. */
function cpuOf(id: number | undefined): number | undefined {
  return id === undefined ? undefined : id - 1;
}
