import { CapabilitiesEvent, OutputEvent, StoppedEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { GDBTargetDebugSession } from 'cdt-gdb-adapter/dist/desktop/GDBTargetDebugSession';
import { GDBBackend } from 'cdt-gdb-adapter/dist/gdb/GDBBackend';
import { sendDataListRegisterNames, sendDataListRegisterValues } from 'cdt-gdb-adapter/dist/mi';
import type {
  RegisterVariableReference,
  TargetAttachRequestArguments,
} from 'cdt-gdb-adapter/dist/types/session';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { withTimeout } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import type { LaunchFields } from '../configuration';
import { describeStop, type StopFacts } from '../stopReason';
import type { DebugTarget } from '../target';
import { afterConnect, beforeConnect } from './commands';
import { GdbProcesses } from './gdbProcess';
import { TolerantRegisters } from './registers';

/** How long a running machine may take to stop so that GDB can let go of it, in milliseconds. */
const DETACH_LIMIT_MS = 2000;

/** The adapter's own numbers for "is exiting" and "has exited"; it exports the type only. */
const EXITING = 7;
const EXITED = 8;

/** What a session needs before it can start: where the machine is, which GDB, and whose work this is. */
export interface GdbSessionParts {
  readonly group: TaskGroup;
  readonly log: Logger;
  /** Starts or finds the machine. The signal aborts when the user cancels. */
  open(
    args: DebugProtocol.LaunchRequestArguments | DebugProtocol.AttachRequestArguments,
    signal: AbortSignal,
  ): Promise<OpenedTarget>;
}

export interface OpenedTarget {
  readonly target: DebugTarget;
  readonly fields: LaunchFields;
  readonly gdb: string;
  readonly cwd: string;
  /** The program's entry address, where it has one. */
  readonly entry: bigint | undefined;
}

interface GdbStop {
  readonly reason?: string;
  readonly bkptno?: string;
  readonly disp?: string;
  readonly 'signal-name'?: string;
  readonly 'thread-id'?: string;
  readonly 'stopped-threads'?: string;
}

/**
 * A debug session through GDB: cdt-gdb-adapter does the protocol, this class gives it our machine, our GDB process
 * and the ends of both, and mends what it lacks for QEMU: stops explained by the machine's state, restart as a
 * reset, reverse execution, registers that a stub refuses.
 */
export class GdbSession extends GDBTargetDebugSession {
  private opened: OpenedTarget | undefined;
  private processes: GdbProcesses | undefined;
  private readonly registers = new TolerantRegisters();
  private lastStop: StopFacts | undefined;
  private ending: Promise<void> | undefined;
  private keepMachine = false;

  constructor(private readonly parts: GdbSessionParts) {
    super({
      // eslint-disable-next-line @typescript-eslint/require-await -- the adapter's interface wants promises
      createGDBManager: async () => this.gdbProcesses(),
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      createBackend: async (_session, manager) => new GDBBackend(manager),
    });
  }

  protected override initializeRequest(
    response: DebugProtocol.InitializeResponse,
    args: DebugProtocol.InitializeRequestArguments,
  ): void {
    response.body = {
      supportsRestartRequest: true,
      supportsExceptionInfoRequest: true,
      supportTerminateDebuggee: true,
    };
    // A console of GDB's own would need a native module; the Debug Console takes GDB commands behind ">".
    super.initializeRequest(response, { ...args, supportsRunInTerminalRequest: false });
  }

  protected override async launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): Promise<void> {
    await this.begin(response, args);
  }

  protected override async attachRequest(
    response: DebugProtocol.AttachResponse,
    args: DebugProtocol.AttachRequestArguments,
  ): Promise<void> {
    await this.begin(response, args);
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.answer(response, async () => {
      await this.pauseIfRunning();
      await this.machine().qmp('system_reset');
      // QEMU says nothing of a reset to GDB, which would go on showing the registers from before.
      await this.gdb.sendCommand('-interpreter-exec console "maintenance flush register-cache"');
      await this.gdb.sendCommand('-exec-continue');
    });
  }

  protected override stepBackRequest(
    response: DebugProtocol.StepBackResponse,
    args: DebugProtocol.StepBackArguments,
  ): void {
    const unit = args.granularity === 'instruction' ? '-exec-next-instruction' : '-exec-next';
    this.reverse(response, unit, args.threadId);
  }

  protected override reverseContinueRequest(
    response: DebugProtocol.ReverseContinueResponse,
    args: DebugProtocol.ReverseContinueArguments,
  ): void {
    this.reverse(response, '-exec-continue', args.threadId);
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const { id, text } = this.lastStop ?? { id: 'stopped', text: '' };
    response.body = { exceptionId: id, description: text, breakMode: 'always' };
    this.sendResponse(response);
  }

  protected override handleGDBStopped(result: GdbStop): void {
    const threadId = Number(result['thread-id'] ?? 1);
    this.lastStop = describeStop(result['signal-name'], this.opened?.target.why ?? '');
    if (result.reason === 'signal-received' && this.lastStop) {
      this.stopped('exception', threadId, this.lastStop.text);
    } else if (result.reason === 'breakpoint-hit' && result.disp === 'del') {
      this.stopped('entry', threadId);
    } else if (result.reason === 'signal-received' && result['signal-name'] === 'SIGINT') {
      this.stopped('pause', threadId);
    } else {
      super.handleGDBStopped(result);
    }
  }

  protected override async handleVariableRequestRegister(
    ref: RegisterVariableReference,
  ): Promise<DebugProtocol.Variable[]> {
    const frameRef = this.frameHandles.get(ref.frameHandle);
    const names = (await sendDataListRegisterNames(this.gdb, { frameRef }))['register-names'];
    const numbers = names.flatMap((name, number) => (name === '' ? [] : [number]));
    const values = await this.registers.read(numbers, async (regno) => {
      const answer = await sendDataListRegisterValues(this.gdb, { fmt: 'x', frameRef, regno: [...regno] });
      return answer['register-values'];
    });
    return values.map(({ number, value }) => {
      const name = names[Number(number)] ?? number;
      return { name, evaluateName: `$${name}`, value, variablesReference: 0 };
    });
  }

  protected override async disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args?: DebugProtocol.DisconnectArguments,
  ): Promise<void> {
    this.keepMachine = args?.terminateDebuggee === false;
    await this.doDisconnectRequest();
    this.sendResponse(response);
  }

  protected override async terminateRequest(response: DebugProtocol.TerminateResponse): Promise<void> {
    await this.doDisconnectRequest(0, true);
    this.sendResponse(response);
  }

  /** Ends the session once, whoever asks first: GDB lets go, GDB ends, the machine ends or is left as found. */
  protected override async doDisconnectRequest(_serverLimitMs = 0, sendTerminate = false): Promise<void> {
    this.ending ??= this.end();
    await this.ending;
    if (sendTerminate) this.sendEvent(new TerminatedEvent());
  }

  private async begin(
    response: DebugProtocol.LaunchResponse | DebugProtocol.AttachResponse,
    args: DebugProtocol.LaunchRequestArguments | DebugProtocol.AttachRequestArguments,
  ): Promise<void> {
    let opened: OpenedTarget;
    try {
      opened = await this.parts.open(args, this.parts.group.signal);
    } catch (error) {
      this.refuse(response, error);
      return;
    }
    this.opened = opened;
    const { target, fields } = opened;
    void this.parts.group.run('end of the machine', async (context) =>
      this.machineEnded(await context.waitFor('its end', target.ended)),
    );
    if (fields.replay !== undefined) this.sendEvent(new CapabilitiesEvent({ supportsStepBack: true }));
    if (fields.restart === 'relaunch')
      this.sendEvent(new CapabilitiesEvent({ supportsRestartRequest: false }));
    await super.attachRequest(response, this.adapterArguments(opened));
  }

  private adapterArguments({ target, fields, gdb, cwd, entry }: OpenedTarget): TargetAttachRequestArguments {
    if (target.stub === undefined) throw new Error(`${target.name} has no GDB stub.`);
    return {
      gdb,
      cwd,
      ...(fields.program !== undefined && { program: fields.program }),
      target: { type: 'remote', parameters: [target.stub] },
      preConnectCommands: target.arch === undefined ? [] : beforeConnect(target.arch, fields),
      initCommands: afterConnect(fields, entry),
    };
  }

  private reverse(response: DebugProtocol.Response, command: string, threadId: number): void {
    this.answer(response, async () => {
      await this.gdb.sendCommand(`${command} --thread ${threadId} --reverse`);
    });
  }

  /** Does what a request asks and answers it, as a task of the session. */
  private answer(response: DebugProtocol.Response, work: () => Promise<void>): void {
    void this.parts.group.run(response.command, async () => {
      try {
        await work();
        this.sendResponse(response);
      } catch (error) {
        this.refuse(response, error);
      }
    });
  }

  private stopped(reason: string, threadId: number, text?: string): void {
    this.frameHandles.reset();
    this.variableHandles.reset();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, threadId, text);
    event.body.allThreadsStopped = true;
    this.sendEvent(event);
  }

  private async machineEnded(summary: string): Promise<void> {
    if (this.ending) return;
    this.sendEvent(new OutputEvent(`${summary}\n`, 'important'));
    await this.doDisconnectRequest(0, true);
  }

  private async end(): Promise<void> {
    await this.enter(EXITING);
    const target = this.opened?.target;
    const keep = target !== undefined && (this.keepMachine || !target.owned);
    if (keep && this.gdb.isActive()) await this.detach();
    await this.processes?.stop();
    if (target && !keep) await target.stop();
    await this.enter(EXITED);
    // The session's own task waits here when the machine ended by itself, so that closing must not wait for it.
    void this.parts.group.close();
  }

  /** GDB's `detach` removes its breakpoints and lets the machine run. */
  private async detach(): Promise<void> {
    await withTimeout('detaching GDB', DETACH_LIMIT_MS, this.parts.group.signal, async () => {
      await this.pauseIfNeeded();
      await this.gdb.sendCommand('-target-detach');
    }).catch((error: unknown) =>
      this.parts.log.warn(`GDB could not let go of the machine: ${String(error)}`),
    );
  }

  private async enter(state: number): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the adapter does not export its enum
    await this.setSessionState(state);
  }

  private machine(): DebugTarget {
    if (!this.opened) throw new Error('The machine has not been started.');
    return this.opened.target;
  }

  private gdbProcesses(): GdbProcesses {
    if (!this.opened) throw new Error('The machine has not been started.');
    this.processes = new GdbProcesses(this.opened.gdb, this.opened.cwd, this.parts.group, this.parts.log);
    return this.processes;
  }

  private refuse(response: DebugProtocol.Response, error: unknown): void {
    this.sendErrorResponse(response, {
      id: 1,
      format: '{_error}',
      variables: { _error: messageOf(error) },
      showUser: true,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
