import { raceAbort } from '../../concurrency/abort';
import type { Disposable, Event } from '../../concurrency/event';
import { asRecord } from '../../machine/qmp/messages';
import type { LoadTeller } from '../../symbols/loads/toldLoads';

/** A machine as a debug session sees it, whether this extension started it or not. */
export interface DebugTarget {
  readonly name: string;
  /** The QEMU target that runs it, such as `x86_64`; undefined if unknown. */
  readonly arch: string | undefined;
  /** Whether the session started it: then Stop ends it, otherwise it is left as it was found. */
  readonly startedBySession: boolean;
  /** Whether it has a monitor, which `qmp` and `hmp` need. */
  readonly hasMonitor: boolean;
  /** Resolves with one sentence when it has ended by itself or was ended. Never rejects. */
  readonly ended: Promise<string>;
  readonly state: 'running' | 'paused';
  /** Fires at every change of `state`, with the new one. */
  readonly onDidChangeState: Event<'running' | 'paused'>;
  /** Why it is stopped, in a word (`guest-reset`, `guest-panicked`, …); empty while it runs, or if unknown. */
  readonly why: string;
  /**
   * Where a debugger connects, as GDB's `target remote` takes it: a path, or `host:port`. Has QEMU listen first if
   * it does not yet. Nobody may probe it: a connection stops the guest.
   * @throws when there is no way to.
   */
  stub(signal: AbortSignal): Promise<string>;
  /** Runs a QMP command. @throws when the target has no monitor, and what QEMU says. */
  qmp(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /**
   * Runs a line of the human monitor and returns what it prints.
   * @param cpu The vCPU that the line is about, from 0.
   * @throws as `qmp` does.
   */
  hmp(line: string, cpu?: number): Promise<string>;
  /** What the guest says of where its images lie; undefined when nobody hears it. */
  readonly images: LoadTeller | undefined;
  /** Sends text to a serial port; the first one unless it is named. */
  sendSerial(text: string, port?: string): Promise<void>;
  /** Ends the machine. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Lets go of it without ending it: what the session opened for itself is closed. */
  release(): void;
}

/**
 * Whether the machine runs. Asked of its monitor if it has one: events, and with them `state`, come later than what
 * another debugger has just seen, and a machine that is let go of would be taken for one that was found paused.
 */
export async function runsNow(target: DebugTarget): Promise<boolean> {
  if (!target.hasMonitor) return target.state === 'running';
  return asRecord(await target.qmp('query-status'))['running'] === true;
}

/** Runs a line of the human monitor through QMP. */
export async function runHmp(target: DebugTarget, line: string, cpu?: number): Promise<string> {
  const text = await target.qmp('human-monitor-command', {
    'command-line': line,
    ...(cpu !== undefined && { 'cpu-index': cpu }),
  });
  return String(text).replaceAll('\r\n', '\n');
}

/** Resolves when the target is known to run. @throws `signal.reason` when the signal aborts first. */
export async function untilRunning(target: DebugTarget, signal: AbortSignal): Promise<void> {
  let subscription: Disposable | undefined;
  const running = new Promise<void>((resolve) => {
    subscription = target.onDidChangeState((state) => {
      if (state === 'running') resolve();
    });
  });
  try {
    if (target.state !== 'running') await raceAbort(running, signal);
  } finally {
    subscription?.dispose();
  }
}
