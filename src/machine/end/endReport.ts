import type { ExitStatus } from '../../concurrency/childProcess';
import type { Shutdown } from '../control/state';
import { isComplaint, ownWords } from '../errors/qemuWords';

/** How a machine ended. */
export interface EndReport {
  /** QEMU's exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The reason in QMP's last SHUTDOWN event, such as `guest-shutdown`; undefined when there was none. */
  readonly shutdownReason: string | undefined;
  /** The value that the guest wrote to `isa-debug-exit`, where the exit code says so. */
  readonly debugExit: number | undefined;
  /** Whether we were asked to end it, as opposed to its ending by itself. */
  readonly requested: boolean;
  /** Whether it ended as it should: its exit code is one of the configuration's `success`. */
  readonly succeeded: boolean;
  /** The last rung of the stop ladder that was needed: `quit`, `SIGTERM`, `SIGKILL`, …; empty when none was. */
  readonly rung: string;
  readonly lastStderr: string;
  /** One sentence for a person. */
  readonly summary: string;
}

/** What is known about an end when it has come. */
export interface EndFacts {
  readonly name: string;
  readonly status: ExitStatus;
  readonly shutdown: Shutdown | undefined;
  /** Why we ended it, e.g. `user` or the worker's death; undefined when it ended by itself. */
  readonly requestedFor: string | undefined;
  /** The last rung of the ladder that was stood on. */
  readonly rung: string;
  readonly lastStderr: string;
  readonly commandLine: readonly string[];
  /** The exit codes that count as success. */
  readonly success: readonly number[];
}

/** How a machine ended, and one sentence about it. Pure. */
export function endReport(facts: EndFacts): EndReport {
  const { status, shutdown, rung, lastStderr } = facts;
  const requestedFor = endedByGuest(shutdown) ? undefined : facts.requestedFor;
  const debugExit = requestedFor === undefined ? decodeDebugExit(facts) : undefined;
  return {
    code: status.code,
    signal: status.signal,
    shutdownReason: shutdown?.reason,
    debugExit,
    requested: requestedFor !== undefined,
    succeeded: hasSucceeded(facts, requestedFor),
    rung,
    lastStderr,
    summary: requestedFor === undefined ? endedByItself(facts, debugExit) : wasEnded(facts, requestedFor),
  };
}

/** QEMU had stopped where the guest powered off or exited, and whoever ended QEMU then only put it away. */
function endedByGuest(shutdown: Shutdown | undefined): boolean {
  return shutdown?.reason === 'guest-shutdown' && shutdown.guest && !shutdown.asked;
}

/** Whoever stops a machine is not told that it failed. */
function hasSucceeded({ status, success }: EndFacts, requestedFor: string | undefined): boolean {
  if (status.code === null) return false;
  return requestedFor === undefined ? success.includes(status.code) : status.code === 0;
}

/**
 * `isa-debug-exit` makes QEMU exit with `(value << 1) | 1` (hw/misc/debugexit.c). QEMU's own failures are 1 too; they
 * say something on stderr.
 */
function decodeDebugExit({ status, shutdown, commandLine, lastStderr }: EndFacts): number | undefined {
  const { code } = status;
  const hasDevice = commandLine.some((argument) => DEBUG_EXIT.test(argument));
  if (!hasDevice || code === null || code % 2 === 0) return undefined;
  // From 10.0 on it is a shutdown by the guest; before, QEMU exits without an event.
  const byGuest = shutdown?.reason === 'guest-shutdown' || !isComplaint(lastStderr);
  return code > 1 || byGuest ? (code - 1) / 2 : undefined;
}

/** The device in an argument, as `-device` takes it: alone, by `driver=`, or in JSON. */
const DEBUG_EXIT = /(?:^|driver=|"driver":\s*")isa-debug-exit(?:[,"]|$)/;

function wasEnded({ name, rung, status }: EndFacts, requestedFor: string): string {
  const because = requestedFor === 'user' ? '' : ` (${requestedFor})`;
  switch (rung) {
    case 'powerdown':
      return `${name} was powered down${because}.`;
    case 'yank':
      return `${name} was stopped${because}; a serial port had to be cut off first.`;
    case 'SIGTERM':
      return `${name} was stopped with SIGTERM${because}.`;
    case 'SIGKILL':
      return `${name} did not answer and was killed${because}.`;
    default:
      return `${name} was stopped${because}${status.signal === null ? '' : ` (${status.signal})`}.`;
  }
}

function endedByItself(facts: EndFacts, debugExit: number | undefined): string {
  const { name, status, shutdown, lastStderr } = facts;
  const words = ownWords(lastStderr);
  const said = words === '' ? '' : `: ${words}`;
  if (status.signal !== null) {
    return status.signal === 'SIGKILL' || status.signal === 'SIGTERM'
      ? `${name}: QEMU was killed from outside (${status.signal}).`
      : `${name}: QEMU crashed (${status.signal})${said}.`;
  }
  if (debugExit !== undefined) return `${name}: the guest exited with ${debugExit} (isa-debug-exit).`;
  const reason = shutdown === undefined ? undefined : REASONS[shutdown.reason];
  if (status.code === 0)
    return `${name}: ${reason ?? 'QEMU ended'}${shutdown?.reason === 'host-signal' ? said : ''}.`;
  const after = reason === undefined ? '' : ` after ${reason}`;
  return `${name}: QEMU ended with exit code ${status.code}${after}${said}.`;
}

/** QEMU's ShutdownCause (qapi/run-state.json). */
const REASONS: Readonly<Record<string, string>> = {
  'guest-shutdown': 'the guest powered off',
  'guest-reset': 'the guest reset the machine, which ends it here (a triple fault does that too)',
  'guest-panic': 'the guest panicked',
  'host-error': 'QEMU met an error',
  'host-qmp-quit': 'QEMU was told to quit through its monitor',
  'host-qmp-system-reset': 'the machine was reset through the monitor',
  'host-signal': 'QEMU was ended by a signal from outside',
  'host-ui': 'the window was closed',
  'subsystem-reset': 'a part of the machine was reset',
};
