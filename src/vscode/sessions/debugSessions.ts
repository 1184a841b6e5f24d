import type * as vscode from 'vscode';
import { raceAbort } from '../../concurrency/abort';
import { Emitter } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Machine } from '../../machine/machine';
import type { ExternalGuest } from './guest';

/** One live debug session of ours, and its machine, once it has one. */
export class LiveSession {
  private debugged: Machine | undefined;

  constructor(
    readonly session: vscode.DebugSession,
    private readonly leave: (machine: Machine) => void,
    private readonly took: (machine: Machine) => void,
  ) {}

  get machine(): Machine | undefined {
    return this.debugged;
  }

  /** Which configuration it came from: one of the same name in the same folder is the same one. */
  get origin(): string {
    return originOf(this.session);
  }

  has(machine: Machine): void {
    this.debugged = machine;
    this.took(machine);
  }

  /** The session ends and takes the machine that it started with it: the next one of the same configuration has to wait. */
  leaves(): void {
    if (this.debugged && this.session.configuration.request === 'launch') this.leave(this.debugged);
  }
}

/** Which debug session has which machine, and which machines are on their way out. */
export class DebugSessions {
  private readonly live = new Set<LiveSession>();
  /** Machines that a session is ending → the configuration that it came from. */
  private readonly leaving = new Map<Machine, string>();

  /** Fires when a session has connected to the ports of an external QEMU. */
  readonly connected = new Emitter<ExternalGuest>();

  /** Fires when a session has a machine, which it holds before its first instruction if it has started it. */
  readonly took = new Emitter<{ readonly session: vscode.DebugSession; readonly machine: Machine }>();

  /** @param tasks What all sessions run; closed before the machines end. */
  constructor(readonly tasks: TaskGroup) {}

  add(session: vscode.DebugSession): LiveSession {
    const entry = new LiveSession(
      session,
      (machine) => this.leave(machine, originOf(session)),
      (machine) => this.took.fire({ session, machine }),
    );
    this.live.add(entry);
    return entry;
  }

  remove(entry: LiveSession): void {
    this.live.delete(entry);
  }

  /** The session that steers this machine: it has to be asked, or its debugger would not know what happened. */
  of(machine: Machine): vscode.DebugSession | undefined {
    return [...this.live].find((entry) => entry.machine === machine)?.session;
  }

  /** Whether a session of ours has not ended yet. */
  has({ id }: vscode.DebugSession): boolean {
    return [...this.live].some(({ session }) => session.id === id);
  }

  machineOf(session: vscode.DebugSession): Machine | undefined {
    return [...this.live].find((entry) => entry.session.id === session.id)?.machine;
  }

  /** Waits for the machines of earlier sessions of the same configuration that are ending. */
  async untilGone(session: vscode.DebugSession, signal: AbortSignal): Promise<void> {
    const origin = originOf(session);
    const leaving = [...this.leaving].filter(([, from]) => from === origin).map(([machine]) => machine);
    const stopping = [...this.live]
      .filter((entry) => entry.origin === origin && entry.session !== session)
      .flatMap(({ machine }) => (machine?.state === 'stopping' ? machine : []));
    await raceAbort(Promise.all([...leaving, ...stopping].map(({ exit }) => exit)), signal);
  }

  private leave(machine: Machine, origin: string): void {
    this.leaving.set(machine, origin);
    void machine.exit.then(() => this.leaving.delete(machine));
  }
}

function originOf({ workspaceFolder, configuration }: vscode.DebugSession): string {
  return JSON.stringify([workspaceFolder?.uri.toString(), configuration.name]);
}
