import type { QmpEvent } from '../qmp/messages';
import { afterHostReset, NO_RESETS, type ResetCount, resetsWithin, withReset } from './resetCount';

/** What a machine is doing. */
export type MachineState = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped';

/** This many resets by the guest within {@link LOOP_MS} are a loop, not a boot loader handing over. */
const LOOP_RESETS = 3;
/** Milliseconds. */
const LOOP_MS = 2000;

/** All that events have told about a machine's state so far. Immutable; {@link reduce} makes the next. */
export interface StateModel {
  readonly state: MachineState;
  /** Why it is in this state: `user`, `debugger`, `guest-panicked`, `reset loop`, …; may be empty while it runs. */
  readonly why: string;
  /** What the next STOP will be due to, if something has announced it. */
  readonly cause: string | undefined;
  /** Operations of QEMU's that stop and resume the guest on their own (snapshots, dumps); nobody paused it then. */
  readonly busy: number;
  readonly resets: ResetCount;
  /** What the guest ended itself with, or else the last SHUTDOWN event; undefined again when the guest goes on. */
  readonly shutdown: Shutdown | undefined;
  /** A STOP came that nothing explains: `query-status` should be asked. */
  readonly unexplained: boolean;
}

/** A SHUTDOWN event. */
export interface Shutdown {
  readonly reason: string;
  readonly guest: boolean;
  /** Whether the machine was being ended already, which may have asked the guest for it. */
  readonly asked: boolean;
}

export type StateInput =
  | { readonly kind: 'event'; readonly event: QmpEvent }
  /** The answer of `query-status`. */
  | { readonly kind: 'status'; readonly status: string; readonly gdbStub: boolean }
  /** We are about to stop it ourselves, for this reason; undefined once that is done. */
  | { readonly kind: 'intent'; readonly why: string | undefined }
  | { readonly kind: 'busy' }
  | { readonly kind: 'idle' }
  /** Connected, and left before its first instruction for a debugger. */
  | { readonly kind: 'held' }
  | { readonly kind: 'started' }
  /** Time has passed, in milliseconds by QEMU's clock: a reset loop may be over. */
  | { readonly kind: 'tick'; readonly time: number }
  | { readonly kind: 'stopping'; readonly why: string }
  | { readonly kind: 'stopped'; readonly why: string };

export const INITIAL_STATE: StateModel = {
  state: 'starting',
  why: '',
  cause: undefined,
  busy: 0,
  resets: NO_RESETS,
  shutdown: undefined,
  unexplained: false,
};

/** The state after an input. Pure. */
export function reduce(model: StateModel, input: StateInput): StateModel {
  if (model.state === 'stopped') return model;
  switch (input.kind) {
    case 'event':
      return onEvent(model, input.event);
    case 'status':
      return onStatus(model, input.status, input.gdbStub);
    case 'intent':
      return { ...model, cause: input.why };
    case 'busy':
      return { ...model, busy: model.busy + 1 };
    case 'idle':
      return { ...model, busy: Math.max(0, model.busy - 1) };
    case 'held':
      return go(model, 'paused', 'debugger');
    case 'started':
      return model.state === 'starting' ? go(model, 'running', '') : model;
    case 'tick':
      return model.why === 'reset loop' ? withResets(model, model.resets, input.time) : model;
    case 'stopping':
      return { ...model, state: 'stopping', why: model.state === 'stopping' ? model.why : input.why };
    case 'stopped':
      return { ...model, state: 'stopped', why: input.why };
  }
}

/** Once it is stopping, events only add to the reasons. */
function go(model: StateModel, state: MachineState, why: string): StateModel {
  const next = { ...model, cause: undefined, unexplained: false };
  return model.state === 'stopping' ? next : { ...next, state, why };
}

function onEvent(model: StateModel, { name, data, time }: QmpEvent): StateModel {
  switch (name) {
    case 'STOP':
      return onStop(model);
    case 'RESUME':
      return model.busy > 0 ? model : onResume(model);
    case 'RESET':
      return withResets(
        model,
        data['guest'] === true ? withReset(model.resets, time) : afterHostReset(time),
        time,
      );
    case 'SHUTDOWN':
      return onShutdown(model, data);
    // The action says whether a STOP follows; if it does not, the guest goes on or QEMU ends.
    case 'GUEST_PANICKED':
      return announce(model, data, 'pause', 'guest-panicked');
    case 'WATCHDOG':
      return announce(model, data, 'pause', 'watchdog');
    case 'BLOCK_IO_ERROR':
      return announce(model, data, 'stop', 'io-error');
    default:
      return model;
  }
}

function announce(
  model: StateModel,
  data: Record<string, unknown>,
  action: string,
  cause: string,
): StateModel {
  return data['action'] === action ? { ...model, cause } : model;
}

function onStop(model: StateModel): StateModel {
  if (model.cause !== undefined) return go(model, 'paused', model.cause);
  if (model.busy > 0) return model;
  return { ...go(model, 'paused', 'paused'), unexplained: model.state !== 'stopping' };
}

function onResume(model: StateModel): StateModel {
  return model.state === 'stopping'
    ? go(model, 'running', '')
    : { ...go(model, 'running', ''), shutdown: undefined };
}

/** The guest's own end is told once; a machine that stops there (`-action shutdown=pause`) is ended by a quit. */
function onShutdown(model: StateModel, data: Record<string, unknown>): StateModel {
  const reason = typeof data['reason'] === 'string' ? data['reason'] : 'none';
  const cause = causeOf(reason);
  // The status of a machine known to be stopped may have been asked for before the reason came.
  const told = { ...(model.state === 'paused' ? go(model, 'paused', cause) : model), cause };
  if (model.shutdown?.guest && !model.shutdown.asked) return told;
  const asked = model.state === 'stopping';
  return { ...told, shutdown: { reason, guest: data['guest'] === true, asked } };
}

function causeOf(reason: string): string {
  return reason === 'guest-panic' ? 'guest-panicked' : reason;
}

/** Those of QEMU's run states (qapi/run-state.json) that say more than the events did. */
function onStatus(model: StateModel, status: string, gdbStub: boolean): StateModel {
  if (model.state === 'stopping' || model.busy > 0) return model;
  switch (status) {
    case 'running':
      return model.state === 'running' ? model : go(model, 'running', '');
    case 'paused':
    case 'debug':
    case 'prelaunch': {
      // If there is a stub, an unexplained stop was the debugger's doing.
      const why =
        model.unexplained || model.state !== 'paused' ? (gdbStub ? 'debugger' : 'paused') : model.why;
      return go(model, 'paused', why);
    }
    case 'save-vm':
    case 'restore-vm':
    case 'finish-migrate':
    case 'inmigrate':
    case 'postmigrate':
      return go(model, 'paused', 'snapshot');
    case 'shutdown': {
      // Its STOP may be still to come.
      const why = model.shutdown === undefined ? status : causeOf(model.shutdown.reason);
      return { ...go(model, 'paused', why), cause: model.cause };
    }
    default:
      // guest-panicked, internal-error, io-error, suspended, watchdog: QEMU's word is the reason.
      return go(model, 'paused', status);
  }
}

function withResets(model: StateModel, resets: ResetCount, now: number): StateModel {
  const looping = resetsWithin(resets, LOOP_MS, now) >= LOOP_RESETS;
  if (model.state !== 'running') return { ...model, resets };
  if (looping) return { ...model, resets, why: 'reset loop' };
  return { ...model, resets, why: model.why === 'reset loop' ? '' : model.why };
}
