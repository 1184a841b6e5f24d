/** Why the guest stands still when nobody asked it to: shown as an exception. */
export interface StopFacts {
  readonly id: string;
  readonly text: string;
}

const AS_IT_WAS = 'Registers and memory are as they were. Restart resets the machine.';

/** The machine room's words for why a machine stands still, which are those of QEMU's SHUTDOWN event and run state. */
const BY_STATE: Readonly<Record<string, string>> = {
  'guest-reset': `The guest reset itself; a triple fault does that, too. ${AS_IT_WAS}`,
  'guest-shutdown': `The guest powered off. ${AS_IT_WAS}`,
  shutdown: `The guest reset itself or powered off; a triple fault does that, too. ${AS_IT_WAS}`,
  'guest-panicked': `The guest reported a panic. ${AS_IT_WAS}`,
  watchdog: "The guest's watchdog ran out.",
  'io-error': 'A drive met an input/output error.',
  'internal-error': 'QEMU met an internal error.',
};

/** What QEMU's stub reports for a run state (gdbstub, `gdb_vm_state_change`, QEMU 7.2 to 10.0), in GDB's names. */
const BY_SIGNAL: Readonly<Record<string, string>> = {
  SIGQUIT: 'shutdown',
  SIGIO: 'io-error',
  SIGALRM: 'watchdog',
  SIGABRT: 'internal-error',
};

/** QEMU runs a machine in these states no further until it is reset (`runstate_needs_reset`). */
const NEEDS_RESET = new Set(['guest-reset', 'guest-shutdown', 'shutdown', 'internal-error']);

/**
 * What a stop means that is not the debugger's own.
 * @param why The machine's own word for its state; it knows better where it says anything.
 * @param signal GDB's name for what the stub reported.
 */
export function describeStop(why: string, signal = ''): StopFacts | undefined {
  const id = Object.hasOwn(BY_STATE, why) ? why : BY_SIGNAL[signal];
  const text = id === undefined ? undefined : BY_STATE[id];
  return id === undefined || text === undefined ? undefined : { id, text };
}

/** Why a machine that stands still cannot go on; undefined when it can. */
export function cannotContinue(why: string): Error | undefined {
  return NEEDS_RESET.has(why)
    ? new Error('The machine cannot go on from here. Restart resets it.')
    : undefined;
}
