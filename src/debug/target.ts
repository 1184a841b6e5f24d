import type { Event } from '../concurrency/event';

/** A machine as a debug session sees it, whether this extension started it or not. */
export interface DebugTarget {
  readonly name: string;
  /** The QEMU target that runs it, such as `x86_64`; undefined where nobody says. */
  readonly arch: string | undefined;
  /** Where GDB connects, as its `target remote` takes it: a path, or `host:port`. */
  readonly stub: string | undefined;
  /** Whether the session started it: then Stop ends it, otherwise it is left as it was found. */
  readonly owned: boolean;
  /** Resolves with one sentence when it has ended by itself or was ended. Never rejects. */
  readonly ended: Promise<string>;
  readonly state: 'running' | 'paused';
  /** Fires at every change of `state`, with the new one. */
  readonly onDidChangeState: Event<'running' | 'paused'>;
  /** Why it stands still, in a word (`shutdown`, `guest-panicked`, …); empty while it runs or where nobody says. */
  readonly why: string;
  /** Runs a QMP command. @throws where the target has no QMP, and what QEMU says. */
  qmp(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /**
   * Runs a line of the human monitor and returns what it prints.
   * @param cpu The vCPU that the line is about, from 0.
   * @throws as `qmp` does.
   */
  hmp(line: string, cpu?: number): Promise<string>;
  /** Sends text to a serial port; the first one unless it is named. */
  sendSerial(text: string, port?: string): Promise<void>;
  /** Ends it through the ladder. */
  stop(): Promise<void>;
}
