import type { FaultRegisters } from '../../faults/registers';
import { hasBit, type Fault } from '../../faults/words/fault';
import { pushesErrorCode, x86Fault } from '../../faults/words/x86Fault';
import { readVirtual, type AskMonitor } from './monitorMemory';

/** Exceptions have the first 32 vectors; those that processors know end before 22 (Intel SDM vol. 3A, table 6-1). */
const EXCEPTIONS = 22;

/** LMA of EFER: gates have 16 bytes then, not 8. */
const LONG_MODE_ACTIVE = 10;

/**
 * The exception whose handler a PC's processor stands before the first instruction of: there the error code is on top of
 * the stack. Undefined anywhere else.
 */
export async function x86HandlerFault(
  registers: FaultRegisters,
  ask: AskMonitor,
): Promise<Fault | undefined> {
  const isLong = hasBit(registers.get('efer') ?? 0n, LONG_MODE_ACTIVE);
  const table = registers.get('idt');
  const counter = registers.get('rip') ?? registers.get('eip');
  const stack = registers.get('rsp') ?? registers.get('esp');
  // In real mode, the table is another, and there are no error codes.
  const isProtected = hasBit(registers.get('cr0') ?? 0n, 0);
  if (table === undefined || counter === undefined || stack === undefined || !isProtected) return undefined;
  const words = await readVirtual(ask, table, EXCEPTIONS * (isLong ? 2 : 1), 8);
  const vector = handlersIn(words, isLong).indexOf(counter);
  if (vector < 0) return undefined;
  const [code] = pushesErrorCode(vector) ? await readVirtual(ask, stack, 1, isLong ? 8 : 4) : [];
  return x86Fault(
    vector,
    code === undefined ? undefined : BigInt.asUintN(32, code),
    registers.get('cr2') ?? 0n,
  );
}

/** The handlers' addresses, by vector; -1 for a gate that is not present (Intel SDM vol. 3A, 6.11 and 6.14.1). */
function handlersIn(words: readonly bigint[], isLong: boolean): bigint[] {
  const step = isLong ? 2 : 1;
  const handlers: bigint[] = [];
  for (let at = 0; at + step <= words.length; at += step) {
    const gate = words[at] ?? 0n;
    const low = BigInt.asUintN(16, gate) | ((gate >> 48n) << 16n);
    const high = isLong ? BigInt.asUintN(32, words[at + 1] ?? 0n) << 32n : 0n;
    handlers.push(hasBit(gate, 47) ? low | high : -1n);
  }
  return handlers;
}
