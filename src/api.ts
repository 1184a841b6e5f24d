/**
 * What other extensions may build on: the object that activating `qemu-serial-debug` returns.
 *
 * ```ts
 * const qemu = await vscode.extensions.getExtension<QemuSerialDebugApi>('qemu-serial-debug.qemu-serial-debug')!.activate();
 * const machine = await qemu.launch({ type: 'qemu', kernel: '/path/kernel.elf' });
 * await machine.ports[0].waitFor('login: ', { timeoutMs: 60_000 });
 * ```
 *
 * Every promise here rejects with an `Error` whose message can be shown to a person.
 * @module
 */
import type { CancellationToken, Event } from 'vscode';
import type { MachineConfiguration } from './config/types';
import type { MachineState } from './machine/control/state';
import type { EndReport } from './machine/end/endReport';
import type { MachineEvent } from './machine/qmp/events';
import type { WaitMatch } from './serial/waitMatch';

export type { EndReport, MachineConfiguration, MachineEvent, MachineState, WaitMatch };

export interface QemuSerialDebugApi {
  /** The version of this interface. It changes only when something that exists changes its meaning. */
  readonly version: 1;

  /**
   * Starts a machine the way a task does, with its terminals, and resolves when it runs.
   * Cancelling the token stops the start, or the machine if it runs by then.
   * @throws when the configuration is wrong (the message names the field) or QEMU does not start.
   */
  launch(config: MachineConfiguration, token?: CancellationToken): Promise<MachineApi>;

  /** The machines that have not ended. */
  readonly machines: readonly MachineApi[];
  readonly onDidChangeMachines: Event<void>;
}

export interface MachineApi {
  /** Unique within this window, for as long as the window lives. */
  readonly id: string;
  readonly name: string;
  /** QEMU's process id. */
  readonly pid: number;
  readonly state: MachineState;
  readonly ports: readonly PortApi[];
  /** Resolves when the machine has ended and everything of it is gone; never rejects. */
  readonly exit: Promise<EndReport>;
  readonly onDidChangeState: Event<MachineState>;
  readonly onDidReceiveEvent: Event<MachineEvent>;

  /** Runs a QMP command and returns what is in its `return`. */
  qmp(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Runs a line of the human monitor and returns what it prints, with `\n` line ends. */
  hmp(line: string): Promise<string>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  reset(): Promise<void>;
  /** Presses the power button (ACPI). Whether the guest listens is the guest's business. */
  powerdown(): Promise<void>;
  /** Ends the machine in order. Called again, it hurries: straight to SIGTERM. */
  stop(): Promise<EndReport>;
}

export interface PortApi {
  readonly name: string;
  /** Resolves when all of it has been written to QEMU. */
  send(data: string | Uint8Array): Promise<void>;
  /**
   * Waits for text on this port. It looks at everything received since `from`, so nothing that came early is missed.
   * @throws after `timeoutMs` (default 30 s), when the machine ends, or when cancelled; the message ends with the
   * last lines received.
   */
  waitFor(pattern: string | RegExp, options?: WaitOptions): Promise<WaitMatch>;
  /** What was received since a byte offset (default 0), as far as it is still kept, decoded as UTF-8. */
  text(from?: number): Promise<string>;
  readonly onDidReceive: Event<Uint8Array>;
}

export interface WaitOptions {
  readonly timeoutMs?: number;
  /** A byte offset in the port's output. Default: the end of the last match on this port. */
  readonly from?: number;
  /**
   * Searches the bytes as they are. By default, the text is searched as a person sees it: without colours, cursor
   * movement and what was overwritten, and with `\n` at the end of each line.
   */
  readonly raw?: boolean;
  readonly token?: CancellationToken;
}
