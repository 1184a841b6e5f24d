import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { withTimeout } from '../../concurrency/timeout';
import { nextEvent } from '../../concurrency/nextEvent';
import { type LoggedExceptions, readLoggedExceptions } from '../../faults/log/loggedExceptions';
import type { Machine } from '../machine';
import { QEMU_LOG } from '../processes/marks';

/** What QEMU calls a reset that the guest has asked for, or a triple fault. */
export const GUEST_RESET = 'guest-reset';

/** How much of QEMU's log is looked at, in bytes: each exception has 2 kB there, and firmware has some after a reset. */
const TAIL_BYTES = 1 << 18;

/** A machine that resets in a loop does so within this many milliseconds. */
const NEXT_RESET_MS = 60_000;

/** Firmware makes fewer resets of its own than this between two of the guest. */
export const FIRMWARE_RESETS = 5;

/** What has to be logged for a reset to be explained. */
const NEEDED_ITEMS = ['int', 'cpu_reset'];

/** Whether a reset of this machine could be a triple fault: only a PC's processor knows one. */
export function knowsTripleFaults({ arch }: Pick<Machine, 'arch'>): boolean {
  return arch === 'i386' || arch === 'x86_64';
}

/** Log items with which a reset can be explained. */
export function withInterrupts(items: readonly string[]): readonly string[] {
  return [...new Set([...items, ...NEEDED_ITEMS])];
}

/**
 * What QEMU's log says about why a PC has just reset itself: a triple fault with the exceptions before it.
 * Undefined when the log tells of none; interrupts may not have been logged.
 */
export async function explainLastReset(machine: Pick<Machine, 'directory'>): Promise<string | undefined> {
  return textOf(await lastExceptions(machine));
}

async function lastExceptions({ directory }: Pick<Machine, 'directory'>): Promise<LoggedExceptions> {
  return readLoggedExceptions(await readTail(join(directory, QEMU_LOG)).catch(() => ''));
}

function textOf({ tripleFault, exceptions }: LoggedExceptions): string | undefined {
  if (!tripleFault) return undefined;
  const what = l10n.t(
    'Triple fault: an exception could not be delivered to its handler, nor could the double fault that follows, so the processor reset itself.',
  );
  return exceptions.length === 0
    ? what
    : `${what} ${l10n.t('The last exceptions:')}\n${exceptions.map((line) => `  ${line}`).join('\n')}`;
}

/**
 * Logs interrupts until the machine resets itself next, and explains that reset; undefined when it was no triple fault.
 * @throws {TimeoutError} when it does not reset in time; what QEMU says; `signal.reason` on abort.
 */
export async function explainNextReset(
  machine: Pick<Machine, 'config' | 'directory' | 'onDidReceiveEvent' | 'setLogItems'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { items } = machine.config.log;
  await machine.setLogItems(withInterrupts(items), signal);
  try {
    let last = await exceptionsOfNextReset(machine, signal);
    // The first event heard may be of a reset before interrupts were logged, or of the firmware's own.
    for (let more = FIRMWARE_RESETS; more > 0 && (!last.tripleFault || last.inFirmware); more--)
      last = await exceptionsOfNextReset(machine, signal);
    return textOf(last);
  } finally {
    // Also when the window closes; a machine that has ended needs no log.
    await machine.setLogItems(items).catch(() => undefined);
  }
}

async function exceptionsOfNextReset(
  machine: Pick<Machine, 'directory' | 'onDidReceiveEvent'>,
  signal: AbortSignal,
): Promise<LoggedExceptions> {
  await withTimeout('the next reset', NEXT_RESET_MS, signal, (inner) =>
    nextEvent(machine.onDidReceiveEvent, ({ data }) => data['reason'] === GUEST_RESET, inner),
  );
  return await lastExceptions(machine);
}

async function readTail(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
