import { portIndex } from '../ports';
import type { OwnActions, ResolvedSerial } from '../resolved';
import type { MachineConfiguration } from '../types';

/** What the machine does by itself; undefined when that is nothing. */
export function resolveActions(
  { onCrash = [], onMatch = [] }: MachineConfiguration,
  serial: readonly ResolvedSerial[],
): OwnActions | undefined {
  if (onCrash.length + onMatch.length === 0) return undefined;
  const matches = onMatch.map(({ port, do: verbs = [], once = false, ...rest }, index) => ({
    ...rest,
    verbs,
    once,
    port: portIndex(port, serial),
    field: `onMatch[${index}]`,
  }));
  return { onCrash, onMatch: matches };
}
