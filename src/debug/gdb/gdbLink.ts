import type { DebugProtocol } from '@vscode/debugprotocol';

/** What the parts of a session need from GDB and the editor. */
export interface GdbLink {
  /** Runs an MI command and returns its results. @throws GDB's error. */
  send<T>(command: string): Promise<T>;
  /**
   * Runs a console command and returns what it prints, which nobody else sees.
   * @param place MI options such as `--thread 1 --frame 0`.
   * @throws GDB's error.
   */
  ask(command: string, place?: string): Promise<string>;
  /** Does something that the guest must be stopped for, and resumes it if it ran. */
  whilePaused(work: () => Promise<void>): Promise<void>;
  /** Sends an event to the editor. */
  event(event: DebugProtocol.Event): void;
}

/** How a guest is stopped and resumed through GDB. */
export interface GuestControl extends GdbLink {
  /** Whether the guest runs as far as GDB knows, or has been told to. */
  readonly running: boolean;
  /** Asks GDB to stop the guest. Its stop comes later. @throws what GDB says, e.g. when the guest does not run. */
  interrupt(): Promise<void>;
  /** Stops the guest if it runs, without the editor seeing the stop. */
  pauseQuietly(): Promise<void>;
  /**
   * Does something during which something else may interrupt the guest, without the editor seeing that stop.
   * @param work Is given a promise of the stop.
   */
  quietly(work: (stop: Promise<void>) => Promise<void>): Promise<void>;
}
