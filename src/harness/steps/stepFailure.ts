import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import { InterruptedError } from './guestWatch';

/** Why a step failed. `ended`: the machine did, in the middle; `wrong`: something is not as it should be. */
export type FailureKind = 'timeout' | 'ended' | 'crashed' | 'reset' | 'wrong';

/** What is not as a step expects it. */
export class StepMismatchError extends Error {
  override readonly name = 'StepMismatchError';
}

/** The machine has ended in the middle of a step that does not read its ports. */
export class MachineEndedError extends Error {
  override readonly name = 'MachineEndedError';
}

/** Errors that only the machine's end brings about: its state may be told later. */
const ENDS: ReadonlySet<string> = new Set(['NotReceivedError', 'MachineEndedError', 'QmpClosedError']);

/** A step that failed. Texts of the guest are in it. */
export interface StepFailure {
  /** Where it is written: `steps[2]`. */
  readonly field: string;
  readonly title: string;
  readonly kind: FailureKind;
  /** What happened, with the last lines of the port if there is one. */
  readonly message: string;
}

/**
 * What a step's error says about it.
 * @param hasEnded Whether the machine has ended, or is about to.
 */
export function failureKind(error: unknown, hasEnded: boolean): FailureKind {
  if (error instanceof InterruptedError) return error.kind;
  if (error instanceof StepMismatchError) return 'wrong';
  // By name: errors of the worker thread are made again on this side.
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return 'timeout';
  return ENDS.has(name) || hasEnded ? 'ended' : 'wrong';
}

/** @param lines The last ones of the port; the errors of waits have them already. */
export function failureMessage(error: unknown, lines: string): string {
  const message = messageOf(error);
  if (lines === '') return message;
  return `${message} ${l10n.t('Last lines received:\n{0}', lines)}`;
}
