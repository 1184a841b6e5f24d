import {
  DebugSession,
  InitializedEvent,
  OutputEvent,
  Scope,
  StoppedEvent,
  TerminatedEvent,
  Thread,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Disposable } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { describeStop } from '../stopReason';
import type { DebugTarget } from '../target';
import { disassemble } from './disassembly';
import { parseBytes, parseRegisters, programCounter } from './hmpText';
import { StubStepper } from './stub';

export interface QmpSessionParts {
  readonly group: TaskGroup;
  /** Starts or finds the machine. The signal aborts when the user cancels. */
  open(args: DebugProtocol.LaunchRequestArguments, signal: AbortSignal): Promise<OpenedWithoutSymbols>;
}

export interface OpenedWithoutSymbols {
  readonly target: DebugTarget;
  /** Whether the machine stays before its first instruction until the user continues. */
  readonly stopAtEntry: boolean;
}

/** `serial: text` or `serial[name]: text` in the Debug Console. */
const SERIAL_LINE = /^serial(?:\[([^\]]+)\])?: ?(.*)$/s;

/**
 * A debug session without symbols and without GDB: vCPUs as threads, registers, memory and disassembly from QEMU's
 * monitors. The Debug Console is the human monitor.
 */
export class QmpSession extends DebugSession {
  private opened: OpenedWithoutSymbols | undefined;
  private stepper: StubStepper | undefined;
  private stateListener: Disposable | undefined;
  private ending: Promise<void> | undefined;
  /** A step ends in a stop of its own, which is not a pause. */
  private stepping = false;

  constructor(private readonly parts: QmpSessionParts) {
    super();
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsRestartRequest: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsReadMemoryRequest: true,
      supportsDisassembleRequest: true,
      supportsSteppingGranularity: true,
      supportsExceptionInfoRequest: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    this.answer(response, async () => {
      this.opened = await this.parts.open(args, this.parts.group.signal);
      const { target } = this.opened;
      this.stateListener = target.onDidChangeState((state) => this.stateChanged(state));
      void this.parts.group.run('end of the machine', async (context) =>
        this.machineEnded(await context.waitFor('its end', target.ended)),
      );
      this.sendEvent(new InitializedEvent());
    });
  }

  protected override attachRequest(
    response: DebugProtocol.AttachResponse,
    args: DebugProtocol.AttachRequestArguments,
  ): void {
    this.launchRequest(response, args);
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.answer(response, async () => {
      const { target, stopAtEntry } = this.machine();
      if (stopAtEntry) this.sendEvent(new StoppedEvent('entry', 1));
      else if (target.owned) await target.qmp('cont');
      else if (target.state === 'paused') this.stateChanged('paused');
    });
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    this.answer(response, async () => {
      const cpus = (await this.machine().target.qmp('query-cpus-fast')) as readonly unknown[];
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
    response.body = { scopes: [new Scope('Registers', args.frameId, false)] };
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
          : parseBytes(await this.machine().target.hmp(`x /${args.count}xb 0x${address.toString(16)}`));
      response.body = {
        address: `0x${address.toString(16)}`,
        data: data.toString('base64'),
        unreadableBytes: args.count - data.length,
      };
    });
  }

  protected override disassembleRequest(
    response: DebugProtocol.DisassembleResponse,
    args: DebugProtocol.DisassembleArguments,
  ): void {
    this.answer(response, async () => {
      const address = BigInt(args.memoryReference) + BigInt(args.offset ?? 0);
      const { target } = this.machine();
      response.body = {
        instructions: await disassemble(
          (line) => target.hmp(line),
          address,
          args.instructionOffset ?? 0,
          args.instructionCount,
        ),
      };
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.answer(response, async () => {
      await this.machine().target.qmp('cont');
      response.body = { allThreadsContinued: true };
    });
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.answer(response, async () => void (await this.machine().target.qmp('stop')));
  }

  protected override nextRequest(
    response: DebugProtocol.NextResponse,
    args: DebugProtocol.NextArguments,
  ): void {
    this.step(response, args.threadId);
  }

  protected override stepInRequest(
    response: DebugProtocol.StepInResponse,
    args: DebugProtocol.StepInArguments,
  ): void {
    this.step(response, args.threadId);
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.answer(response, () =>
      Promise.reject(
        new Error(
          'Without symbols there is no caller to step out to. Set "program" to an ELF file with symbols.',
        ),
      ),
    );
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.answer(response, async () => {
      const { target } = this.machine();
      await target.qmp('system_reset');
      await target.qmp('cont');
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const facts = describeStop(undefined, this.opened?.target.why ?? '');
    response.body = {
      exceptionId: facts?.id ?? 'stopped',
      breakMode: 'always',
      ...(facts && { description: facts.text }),
    };
    this.sendResponse(response);
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    args: DebugProtocol.EvaluateArguments,
  ): void {
    this.answer(response, async () => {
      const { target } = this.machine();
      const serial = SERIAL_LINE.exec(args.expression);
      if (args.context !== 'repl') throw new Error('Without symbols nothing can be evaluated here.');
      const result = serial
        ? await target.sendSerial(`${serial[2] ?? ''}\r`, serial[1]).then(() => '')
        : await target.hmp(args.expression);
      response.body = { result: result.trimEnd(), variablesReference: 0 };
    });
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.answer(response, async () => {
      await this.end(false);
      this.sendEvent(new TerminatedEvent());
    });
  }

  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args?: DebugProtocol.DisconnectArguments,
  ): void {
    void this.end(args?.terminateDebuggee === false).then(() => this.sendResponse(response));
  }

  private step(response: DebugProtocol.Response, threadId: number): void {
    this.answer(response, async () => {
      const { target } = this.machine();
      if (target.stub === undefined) throw new Error('This machine has no GDB stub, which stepping needs.');
      this.stepping = true;
      try {
        this.stepper ??= await StubStepper.connect(target.stub, this.parts.group.signal);
        await this.stepper.step(threadId - 1, this.parts.group.signal);
      } finally {
        this.stepping = false;
      }
      this.sendEvent(new StoppedEvent('step', threadId));
    });
  }

  private async registers(threadId: number): Promise<ReturnType<typeof parseRegisters>> {
    return parseRegisters(await this.machine().target.hmp('info registers', threadId - 1));
  }

  private stateChanged(state: 'running' | 'paused'): void {
    if (this.stepping || this.ending) return;
    if (state === 'running') {
      this.sendEvent({
        seq: 0,
        type: 'event',
        event: 'continued',
        body: { threadId: 1, allThreadsContinued: true },
      } as DebugProtocol.ContinuedEvent);
      return;
    }
    const facts = describeStop(undefined, this.machine().target.why);
    const stopped: DebugProtocol.StoppedEvent = new StoppedEvent(
      facts ? 'exception' : 'pause',
      1,
      facts?.text,
    );
    stopped.body.allThreadsStopped = true;
    this.sendEvent(stopped);
  }

  private async machineEnded(summary: string): Promise<void> {
    if (this.ending) return;
    this.sendEvent(new OutputEvent(`${summary}\n`, 'important'));
    await this.end(false);
    this.sendEvent(new TerminatedEvent());
  }

  private end(keep: boolean): Promise<void> {
    this.ending ??= this.finish(keep);
    return this.ending;
  }

  private async finish(keep: boolean): Promise<void> {
    this.stateListener?.dispose();
    this.stepper?.close();
    const target = this.opened?.target;
    if (target && target.owned && !keep) await target.stop();
    else if (target && target.state === 'paused') await target.qmp('cont').catch(() => undefined);
    // Not waited for: the task that ends the session may be one of the group's own.
    void this.parts.group.close();
  }

  private machine(): OpenedWithoutSymbols {
    if (!this.opened) throw new Error('The machine has not been started.');
    return this.opened;
  }

  /** Does what a request asks and answers it, as a task of the session. */
  private answer(response: DebugProtocol.Response, work: () => Promise<void>): void {
    void this.parts.group.run(response.command, async () => {
      try {
        await work();
        this.sendResponse(response);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.sendErrorResponse(response, { id: 1, format: '{_error}', variables: { _error: message } });
      }
    });
  }
}
