import * as l10n from '@vscode/l10n';
import { hex } from '../../faults/words/access';
import { gateBytes, gateHandler } from '../../faults/interruptTable';
import type { FaultRegisters } from '../../faults/registers';
import { isLongMode } from '../../faults/walk/x86Paging';
import { hasBit, type Fault } from '../../faults/words/fault';
import { PAGE_FAULT, pushesErrorCode, x86Fault } from '../../faults/words/x86Fault';
import { readVirtual, type AskMonitor } from './monitorMemory';

/** Exceptions have the first 32 vectors; those that processors know end before 22 (Intel SDM vol. 3A, table 6-1). */
const EXCEPTIONS = 22;

/**
 * The exception whose handler a PC's processor stands before the first instruction of: there the error code is on top of
 * the stack. Undefined anywhere else.
 */
export async function x86HandlerFault(
  registers: FaultRegisters,
  ask: AskMonitor,
): Promise<Fault | undefined> {
  const counter = registers.get('rip') ?? registers.get('eip');
  const stack = registers.get('rsp') ?? registers.get('esp');
  const handlers = await handlersOf(registers, ask);
  const vector = counter === undefined ? -1 : (handlers?.indexOf(counter) ?? -1);
  if (vector < 0 || stack === undefined) return undefined;
  const [code] = pushesErrorCode(vector) ? await readVirtual(ask, stack, 1, isLong(registers) ? 8 : 4) : [];
  return x86Fault(
    vector,
    code === undefined ? undefined : BigInt.asUintN(32, code),
    registers.get('cr2') ?? 0n,
  );
}

/** Says that a PC's interrupt table has no handler for page faults, by which each of them becomes a triple fault. */
export async function missingHandlerText(
  registers: FaultRegisters,
  ask: AskMonitor,
): Promise<string | undefined> {
  const handlers = await handlersOf(registers, ask);
  if (!handlers || handlers[PAGE_FAULT] !== undefined) return undefined;
  const table = hex(registers.get('idt') ?? 0n);
  return l10n.t('The interrupt table (IDT) at {0} has no handler for page faults.', table);
}

const isLong = (registers: FaultRegisters): boolean => isLongMode(registers.get('efer') ?? 0n);

/**
 * The handlers of exceptions, by vector, as far as the interrupt table goes; undefined for another processor or in real
 * mode.
 */
async function handlersOf(
  registers: FaultRegisters,
  ask: AskMonitor,
): Promise<(bigint | undefined)[] | undefined> {
  const table = registers.get('idt');
  // In real mode, the table is another, and there are no error codes.
  if (table === undefined || !hasBit(registers.get('cr0') ?? 0n, 0)) return undefined;
  const gate = gateBytes(isLong(registers));
  const size = Number((registers.get('idt.limit') ?? 0xffffn) + 1n);
  const count = Math.min(EXCEPTIONS, Math.floor(size / gate));
  return count === 0 ? [] : gatesIn(await readVirtual(ask, table, (count * gate) / 8, 8), gate / 8);
}

/** @param step Words of a gate. */
function gatesIn(words: readonly bigint[], step: number): (bigint | undefined)[] {
  const handlers: (bigint | undefined)[] = [];
  for (let at = 0; at + step <= words.length; at += step)
    handlers.push(gateHandler(words[at] ?? 0n, step === 2 ? words[at + 1] : undefined));
  return handlers;
}
