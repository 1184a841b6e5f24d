import * as l10n from '@vscode/l10n';
import { hex } from '../../faults/words/access';
import type { FaultRegisters } from '../../faults/registers';
import { bits, hasBit, type Fault } from '../../faults/words/fault';
import { PAGE_FAULT, pushesErrorCode, x86Fault } from '../../faults/words/x86Fault';
import { readVirtual, type AskMonitor } from './monitorMemory';

/** Exceptions have the first 32 vectors; those that processors know end before 22 (Intel SDM vol. 3A, table 6-1). */
const EXCEPTIONS = 22;

/** LMA of EFER: gates have 16 bytes then, not 8. */
const LONG_MODE_ACTIVE = 10;

/** A gate that is not present. */
const NO_HANDLER = -1n;

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
  const handler = handlers?.[PAGE_FAULT] ?? NO_HANDLER;
  if (!handlers || handler !== NO_HANDLER) return undefined;
  const table = hex(registers.get('idt') ?? 0n);
  return l10n.t('The interrupt table (IDT) at {0} has no handler for page faults.', table);
}

const isLong = (registers: FaultRegisters): boolean => hasBit(registers.get('efer') ?? 0n, LONG_MODE_ACTIVE);

/** The handlers of exceptions, by vector, as far as the interrupt table goes; undefined for another processor or in real mode. */
async function handlersOf(registers: FaultRegisters, ask: AskMonitor): Promise<bigint[] | undefined> {
  const table = registers.get('idt');
  // In real mode, the table is another, and there are no error codes.
  if (table === undefined || !hasBit(registers.get('cr0') ?? 0n, 0)) return undefined;
  const step = isLong(registers) ? 2 : 1;
  const size = Number((registers.get('idt.limit') ?? 0xffffn) + 1n);
  const count = Math.min(EXCEPTIONS, Math.floor(size / (8 * step)));
  return count === 0 ? [] : gatesIn(await readVirtual(ask, table, count * step, 8), step);
}

/** Present, and of a type that an interrupt table may hold (Intel SDM vol. 3A, table 3-2): task, interrupt and trap gates. */
function isGate(gate: bigint): boolean {
  return hasBit(gate, 47) && [0x5, 0x6, 0x7, 0xe, 0xf].includes(bits(gate, 40, 5));
}

/** Addresses in gates (Intel SDM vol. 3A, 6.11 and 6.14.1). @param step Words of a gate. */
function gatesIn(words: readonly bigint[], step: number): bigint[] {
  const handlers: bigint[] = [];
  for (let at = 0; at + step <= words.length; at += step) {
    const gate = words[at] ?? 0n;
    const low = BigInt.asUintN(16, gate) | ((gate >> 48n) << 16n);
    const high = step === 2 ? BigInt.asUintN(32, words[at + 1] ?? 0n) << 32n : 0n;
    handlers.push(isGate(gate) ? low | high : NO_HANDLER);
  }
  return handlers;
}
