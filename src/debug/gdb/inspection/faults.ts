import { lastFault } from '../../fault/lastFault';
import { parseRegisters } from '../../../machine/facts/registers';
import type { DebugTarget } from '../../target/target';

/**
 * What registers tell about a vCPU's last fault, in words; undefined for none, or if the machine cannot be asked. Never
 * rejects: the registers are worth more than words about them.
 * @param place MI options that name the vCPU.
 * @param listed Its registers as GDB gives them.
 */
export type FaultOf = (
  place: string,
  listed: readonly { readonly name: string; readonly value: string }[],
) => Promise<string | undefined>;

/** @param target The machine, once there is one. */
export function faultsOf(target: () => DebugTarget | undefined): FaultOf {
  return async (place, listed) => {
    const cpu = Number(/--thread (\d+)/.exec(place)?.[1] ?? '1') - 1;
    const machine = target();
    if (!machine?.hasMonitor) return await lastFault(listed, undefined).catch(() => undefined);
    const ask = (line: string): Promise<string> => machine.hmp(line, cpu);
    try {
      // The monitor's last: GDB's are those of the frame, and it does not know a PC's tables.
      return await lastFault([...listed, ...parseRegisters(await ask('info registers'))], ask);
    } catch {
      return undefined;
    }
  };
}
