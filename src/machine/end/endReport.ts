import * as l10n from '@vscode/l10n';
import type { ExitStatus } from '../../concurrency/childProcess';
import type { Shutdown } from '../control/state';
import { isComplaint, ownWords } from '../errors/qemuWords';

/** Why a machine ends that a person stops. */
export const STOPPED_BY_USER = 'user';

/** How a machine ended. */
export interface EndReport {
  /** QEMU's exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The reason in QMP's last SHUTDOWN event, such as `guest-shutdown`; undefined when there was none. */
  readonly shutdownReason: string | undefined;
  /** The value that the guest wrote to `isa-debug-exit`, if the exit code says so. */
  readonly debugExit: number | undefined;
  /** Whether we were asked to end it, as opposed to its ending by itself. */
  readonly requested: boolean;
  /** Whether it ended as it should: its exit code is one of the configuration's `success`. */
  readonly succeeded: boolean;
  /** The last rung of the stop ladder that was needed: `quit`, `SIGTERM`, `SIGKILL`, …; empty when none was. */
  readonly rung: string;
  readonly lastStderr: string;
  /** Why some of its output was not looked through for crashes, a sentence; absent when all of it was. */
  readonly unread?: string;
  /** One sentence for a person. */
  readonly summary: string;
}

/** What is known about an end when it has come. */
export interface EndFacts {
  readonly name: string;
  readonly status: ExitStatus;
  readonly shutdown: Shutdown | undefined;
  /** Why we ended it: a person, its own configuration or the worker's death; undefined when it ended by itself. */
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

/** QEMU had stopped at the guest's power-off or exit; ending QEMU then only cleared it away. */
function endedByGuest(shutdown: Shutdown | undefined): boolean {
  return shutdown?.reason === 'guest-shutdown' && shutdown.guest && !shutdown.asked;
}

/** A machine that a person stops has not failed. */
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
  const because = requestedFor === STOPPED_BY_USER ? '' : ` (${requestedFor})`;
  switch (rung) {
    case 'powerdown':
      return l10n.t('{0} was powered down{1}.', name, because);
    case 'yank':
      return l10n.t('{0} was stopped{1}; a serial port had to be cut off first.', name, because);
    case 'SIGTERM':
      return l10n.t('{0} was stopped with SIGTERM{1}.', name, because);
    case 'SIGKILL':
      return l10n.t('{0} did not answer and was killed{1}.', name, because);
    default:
      return l10n.t(
        '{0} was stopped{1}.',
        name,
        status.signal === null ? because : `${because} (${status.signal})`,
      );
  }
}

function endedByItself(facts: EndFacts, debugExit: number | undefined): string {
  const { name, status, shutdown, lastStderr } = facts;
  const words = ownWords(lastStderr);
  const said = words === '' ? '' : `: ${words}`;
  if (status.signal !== null) {
    return status.signal === 'SIGKILL' || status.signal === 'SIGTERM'
      ? l10n.t('{0}: QEMU was killed from outside ({1}).', name, status.signal)
      : l10n.t('{0}: QEMU crashed ({1}){2}.', name, status.signal, said);
  }
  if (debugExit !== undefined)
    return l10n.t('{0}: the guest exited with {1} (isa-debug-exit).', name, debugExit);
  const reason = reasonText(shutdown?.reason);
  if (status.code === 0) {
    const more = shutdown?.reason === 'host-signal' ? said : '';
    return `${name}: ${reason ?? l10n.t('QEMU ended')}${more}.`;
  }
  const code = String(status.code);
  return reason === undefined
    ? l10n.t('{0}: QEMU ended with exit code {1}{2}.', name, code, said)
    : l10n.t('{0}: QEMU ended with exit code {1} after this: {2}{3}.', name, code, reason, said);
}

/** QEMU's ShutdownCause (qapi/run-state.json) as a clause; undefined for none, or one that says nothing. */
function reasonText(cause: string | undefined): string | undefined {
  switch (cause) {
    case 'guest-shutdown':
      return l10n.t('the guest powered off');
    case 'guest-reset':
      return l10n.t('the guest reset the machine, which ends it here (a triple fault does that too)');
    case 'guest-panic':
      return l10n.t('the guest panicked');
    case 'host-error':
      return l10n.t('QEMU hit an error');
    case 'host-qmp-quit':
      return l10n.t('QEMU was told to quit through its monitor');
    case 'host-qmp-system-reset':
      return l10n.t('the machine was reset through the monitor');
    case 'host-signal':
      return l10n.t('QEMU was ended by a signal from outside');
    case 'host-ui':
      return l10n.t('the window was closed');
    case 'subsystem-reset':
      return l10n.t('a part of the machine was reset');
    case undefined:
    default:
      return undefined;
  }
}
