import * as l10n from '@vscode/l10n';
import type { Choice } from '../../config/steps/resolvedRun';
import type { Sought } from '../../config/steps/runSchema';
import type { Machine } from '../../machine/machine';

/** What a port is searched for. `^` and `$` of a pattern are the ends of a line. */
export function searchFor(sought: Sought): string | RegExp {
  return typeof sought === 'string' ? sought : new RegExp(sought.pattern, 'm');
}

/** For people. */
export const soughtText = (sought: Sought): string =>
  typeof sought === 'string' ? JSON.stringify(sought) : `/${sought.pattern}/`;

/**
 * All alternatives as one pattern, so that the one that comes first in the stream is found, and not the one whose search
 * ends first. Each is a group of its own.
 */
export function searchForAny(choices: readonly Choice[]): RegExp {
  return new RegExp(choices.map(({ sought }) => `(${sourceOf(sought)})`).join('|'), 'm');
}

/** Which alternative matched: an index into `choices`. @param groups Those of {@link searchForAny}. */
export function whichCame(choices: readonly Choice[], groups: readonly (string | undefined)[]): number {
  let group = 0;
  for (const [index, { sought }] of choices.entries()) {
    if (groups[group] !== undefined) return index;
    group += 1 + groupsIn(sourceOf(sought));
  }
  return -1;
}

/**
 * Whether a text has what is expected of it.
 * @throws when a pattern takes too long; an error once the machine has ended; `signal.reason` on abort.
 */
export async function hasSought(
  machine: Pick<Machine, 'hasMatch'>,
  text: string,
  sought: Sought,
  signal: AbortSignal,
): Promise<boolean> {
  if (typeof sought === 'string') return text.includes(sought);
  try {
    return await machine.hasMatch(new RegExp(sought.pattern, 'm'), text, signal);
  } catch (error) {
    // By name, as it comes from the worker thread. What takes too long here is the pattern, and not the guest.
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
    throw new Error(l10n.t('{0} took too long; write a simpler pattern', soughtText(sought)), {
      cause: error,
    });
  }
}

function sourceOf(sought: Sought): string {
  return typeof sought === 'string' ? sought.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : sought.pattern;
}

function groupsIn(source: string): number {
  return (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1;
}
