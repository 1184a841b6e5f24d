import { nextEvent } from '../../concurrency/nextEvent';
import { isPcFirmware } from '../../faults/pcFirmware';
import type { Machine } from '../machine';
import { asRecord } from '../qmp/messages';
import { FIRMWARE_RESETS, GUEST_RESET, knowsTripleFaults } from './lastReset';

type PausingMachine = Pick<Machine, 'arch' | 'hmp' | 'onDidChangeState' | 'qmp' | 'state' | 'why'>;

/** QEMU resets on the next turn of its main loop; each question lets it take one. */
const TURNS = 200;

/**
 * Leaves a machine paused where its guest next wants to reset, with its registers and memory as they were; a reset starts it
 * again. Resets of a PC's firmware, which makes one when it finds itself run already, are done. Waits for as long as it takes,
 * or until the machine ends.
 * @throws what QEMU says; `signal.reason` on abort.
 */
export async function pauseAtNextReset(machine: PausingMachine, signal: AbortSignal): Promise<void> {
  for (let firmware = 0; ; firmware++) {
    await machine.qmp('set-action', { reboot: 'shutdown', shutdown: 'pause' }, { signal });
    await untilReset(machine, signal);
    if (machine.state !== 'paused') return;
    await machine.qmp('set-action', { reboot: 'reset', shutdown: 'poweroff' }, { signal });
    if (firmware === FIRMWARE_RESETS || !(await isInFirmware(machine, signal))) return;
    await reset(machine, signal);
  }
}

async function untilReset(machine: PausingMachine, signal: AbortSignal): Promise<void> {
  const isThere = (): boolean => {
    const { state, why } = machine;
    return (state === 'paused' && why === GUEST_RESET) || state === 'stopping' || state === 'stopped';
  };
  if (!isThere()) await nextEvent(machine.onDidChangeState, isThere, signal);
}

/** Where the first processor stands: after a reset only that one runs. */
async function isInFirmware(machine: PausingMachine, signal: AbortSignal): Promise<boolean> {
  if (!knowsTripleFaults(machine)) return false;
  const text = await machine.hmp('info registers', signal);
  const counter = /\b[ER]IP=([0-9a-f]{1,16})/.exec(text)?.[1];
  const base = /^CS =[0-9a-f]{4} ([0-9a-f]{1,16})/m.exec(text)?.[1] ?? '0';
  return counter !== undefined && isPcFirmware(BigInt(`0x${base}`) + BigInt(`0x${counter}`));
}

async function reset(machine: PausingMachine, signal: AbortSignal): Promise<void> {
  await machine.qmp('system_reset', {}, { signal });
  for (let turn = 0; turn < TURNS; turn++)
    if (asRecord(await machine.qmp('query-status', {}, { signal }))['status'] === 'prelaunch') break;
  await machine.qmp('cont', {}, { signal });
}
