import * as l10n from '@vscode/l10n';

/** Why the guest has stopped when nobody asked it to: shown as an exception. */
export interface StopFacts {
  readonly id: string;
  readonly text: string;
}

/** The machine room's words for why a machine is stopped, which are those of QEMU's SHUTDOWN event and run state. */
const BY_STATE: Readonly<Record<string, () => string>> = {
  'guest-reset': () => asItWas(l10n.t('The guest reset itself; a triple fault does that, too.')),
  'guest-shutdown': () => asItWas(l10n.t('The guest powered off.')),
  shutdown: () => asItWas(l10n.t('The guest reset itself or powered off; a triple fault does that, too.')),
  'guest-panicked': () => asItWas(l10n.t('The guest reported a panic.')),
  watchdog: () => l10n.t('The guest’s watchdog ran out.'),
  'io-error': () => l10n.t('A drive hit an input/output error.'),
  'internal-error': () => l10n.t('QEMU hit an internal error.'),
};

function asItWas(text: string): string {
  return `${text} ${l10n.t('Registers and memory are as they were. Restart starts the machine again.')}`;
}

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
 * The meaning of a stop that is not the debugger's own.
 * @param why The machine's own word for its state; it knows better, if it says anything.
 * @param signal GDB's name for what the stub reported.
 */
export function describeStop(why: string, signal = ''): StopFacts | undefined {
  const id = Object.hasOwn(BY_STATE, why) ? why : BY_SIGNAL[signal];
  const text = id === undefined ? undefined : BY_STATE[id]?.();
  return id === undefined || text === undefined ? undefined : { id, text };
}

/** Why a stopped machine cannot go on; undefined when it can. */
export function cannotContinue(why: string): Error | undefined {
  return NEEDS_RESET.has(why)
    ? new Error(l10n.t('The machine cannot go on from here. Restart starts it again.'))
    : undefined;
}
