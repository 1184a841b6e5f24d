import { faultInRegisters, lastPageFault } from '../../faults/faultInRegisters';
import { pagingOf } from '../../faults/pagingOf';
import { walk } from '../../faults/walk/walk';
import { noPagingText, walkText } from '../../faults/walk/walkText';
import { readRegisters, type FaultRegisters, type ListedRegister } from '../../faults/registers';
import type { Fault } from '../../faults/words/fault';
import { CORTEX_M_ADDRESSES } from '../../faults/words/cortexMFault';
import { physicalReader, readVirtual, type AskMonitor } from './monitorMemory';
import { missingHandlerText, x86HandlerFault } from './x86Handler';

/**
 * The last fault of a stopped vCPU in words, and what the page tables say about its address now; undefined when its
 * registers tell of none.
 * @param ask The monitor, for that vCPU; without it, memory is not looked at.
 * @throws what `ask` throws.
 */
export async function lastFault(
  listed: readonly ListedRegister[],
  ask: AskMonitor | undefined,
): Promise<string | undefined> {
  const registers = await withCortexM(readRegisters(listed), ask);
  const fault =
    (ask && (await x86HandlerFault(registers, ask))) ??
    faultInRegisters(registers) ??
    lastPageFault(registers);
  if (!fault) return undefined;
  if (!ask) return fault.text;
  const further = [await tablesText(fault, registers, ask), await missingHandlerText(registers, ask)];
  return [fault.text, ...further.filter((text) => text !== undefined)].join(' ');
}

/** A Cortex-M processor keeps its fault registers in memory. It is known by xPSR, which no other ARM processor has. */
async function withCortexM(registers: FaultRegisters, ask: AskMonitor | undefined): Promise<FaultRegisters> {
  if (!ask || !registers.has('xpsr')) return registers;
  const all = new Map(registers);
  for (const [name, address] of Object.entries(CORTEX_M_ADDRESSES)) {
    const [value] = await readVirtual(ask, address, 1, 4);
    if (value !== undefined) all.set(name, value);
  }
  return all;
}

async function tablesText(
  { translation }: Fault,
  registers: FaultRegisters,
  ask: AskMonitor,
): Promise<string | undefined> {
  if (!translation) return undefined;
  const { address, access } = translation;
  const paging = pagingOf(registers, address);
  if (typeof paging === 'string') return noPagingText(paging, address);
  return walkText(await walk(paging, address, physicalReader(ask)), address, access);
}
