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
  /**
   * The version of this interface, counted up when something is added. What an earlier version has keeps its meaning:
   * ask for at least the one that you need. 2: `MachineApi.onDidFindCrash`.
   */
  readonly version: 2;

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
  /** Fires for each crash in what the guest prints, once its symbols were looked up: a moment after its last line. */
  readonly onDidFindCrash: Event<CrashFound>;

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
  /**
   * Resolves when all of it has been written to QEMU; text in the port's `encoding`.
   * @throws for a character that the encoding does not have; nothing is sent then.
   */
  send(data: string | Uint8Array): Promise<void>;
  /**
   * Waits for text on this port. It looks at everything received since `from`, so nothing that came early is missed.
   * @throws after `timeoutMs` (default 30 s), when the machine ends, or when cancelled; the message ends with the
   * last lines received.
   */
  waitFor(pattern: string | RegExp, options?: WaitOptions): Promise<WaitMatch>;
  /** What was received since a byte offset (default 0), as far as it is still kept, decoded in the port's `encoding`. */
  text(from?: number): Promise<string>;
  readonly onDidReceive: Event<Uint8Array>;
}

export interface WaitOptions {
  readonly timeoutMs?: number;
  /** A byte offset in the port's output. Default: the end of the last match on this port. */
  readonly from?: number;
  /**
   * Searches the bytes as they are, decoded as UTF-8. By default, the text is searched as a person sees it: without colours, cursor
   * movement and what was overwritten, and with `\n` at the end of each line.
   */
  readonly raw?: boolean;
  readonly token?: CancellationToken;
}

/** A crash that a guest has printed. All text in it is the guest's: escape it wherever it is shown. */
export interface CrashFound {
  /** The name of the port. */
  readonly port: string;
  /** What crashed: `linux`, `freebsd`, `uboot`, `zephyr`, `rust`, …; `unknown` when its text does not say. */
  readonly system: string;
  /** The same for each occurrence of the same fault. */
  readonly title: string;
  /** Other titles under which the same fault is known. */
  readonly altTitles: readonly string[];
  /** The class of the fault, for example `KASAN-USE-AFTER-FREE-READ`; empty when the text does not say. */
  readonly type: string;
  /** The function to blame, as the guest names it. */
  readonly guilty?: string;
  /** Why the text is not to be trusted; undefined when it is whole. */
  readonly corrupted?: string;
  /** Byte offsets in the port's output: of the first byte, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Where to look first, if that file is on this computer. */
  readonly place?: CrashPlace;
  /** Innermost first; what was inlined comes before what it was inlined into. */
  readonly frames: readonly CrashCall[];
  /** Why no more is known about them, and what to do: sentences for a person. */
  readonly problems: readonly string[];
}

/** A line of a source. @public */
export interface CrashPlace {
  /** On this computer. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** A call in a crash. What is absent, nobody knows. @public */
export interface CrashCall extends Partial<CrashPlace> {
  /** Hexadecimal, without `0x`. */
  readonly address?: string;
  readonly function?: string;
  /** As the compiler wrote it, or the guest printed it; `path` is where that is on this computer. */
  readonly file?: string;
  /** Inlined into the call that follows. */
  readonly inlined: boolean;
}
