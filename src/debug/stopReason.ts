/** Why the guest stands still when nobody asked it to: shown as an exception. */
export interface StopFacts {
  readonly id: string;
  readonly text: string;
}

const SHUTDOWN_TEXT =
  'The guest shut down or reset itself, as after a triple fault. Registers are as they were.';

/** What QEMU's stub reports for a run state (gdbstub/system.c, `gdb_vm_state_change`, QEMU 7.2 to 10.0). */
const BY_SIGNAL: Readonly<Record<string, StopFacts>> = {
  SIGQUIT: {
    id: 'shutdown',
    text: 'The guest shut down or reset itself, as after a triple fault. Registers are as they were.',
  },
  SIGIO: { id: 'io-error', text: 'A device met an input/output error.' },
  SIGALRM: { id: 'watchdog', text: "The guest's watchdog ran out." },
  SIGABRT: { id: 'internal-error', text: 'QEMU met an internal error.' },
};

/** The machine room's words for why a machine stands still. */
const BY_STATE: Readonly<Record<string, StopFacts>> = {
  shutdown: { id: 'shutdown', text: SHUTDOWN_TEXT },
  'guest-panicked': { id: 'guest-panicked', text: 'The guest reported a panic.' },
};

/**
 * What a stop means that is not the debugger's own.
 * @param signal GDB's name for what the stub reported.
 * @param why The machine's own word for its state; it knows better where it says anything.
 */
export function describeStop(signal: string | undefined, why: string): StopFacts | undefined {
  return BY_STATE[why] ?? (signal === undefined ? undefined : BY_SIGNAL[signal]);
}
