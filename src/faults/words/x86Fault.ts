import * as l10n from '@vscode/l10n';
import { accessFailed, hex, type Access } from './access';
import { hasBit, type Fault } from './fault';

/** The vector of page faults (Intel SDM vol. 3A, table 6-1). */
export const PAGE_FAULT = 14;

/** The vectors whose exceptions push an error code (Intel SDM vol. 3A, table 6-1). */
const WITH_ERROR_CODE: ReadonlySet<number> = new Set([8, 10, 11, 12, 13, PAGE_FAULT, 17, 21]);

/** The exceptions of x86 processors by vector (Intel SDM vol. 3A, table 6-1 and section 6.15; AMD APM vol. 2, 8.1). */
const VECTORS: Readonly<Record<number, () => string>> = {
  0: () => l10n.t('Division by zero, or a quotient that is too large (#DE)'),
  1: () => l10n.t('Debug exception (#DB)'),
  2: () => l10n.t('Non-maskable interrupt'),
  3: () => l10n.t('Breakpoint instruction (#BP)'),
  4: () => l10n.t('Overflow (#OF)'),
  5: () => l10n.t('Index out of the bounds of an array (#BR)'),
  6: () => l10n.t('Invalid instruction (#UD)'),
  7: () => l10n.t('Floating point or vector instruction while that unit is off (#NM)'),
  8: () => l10n.t('Double fault (#DF): an exception could not be delivered to its handler'),
  10: () => l10n.t('Invalid task state segment (#TS)'),
  11: () => l10n.t('Segment that is not present (#NP)'),
  12: () => l10n.t('Stack segment fault (#SS)'),
  13: () => l10n.t('General protection fault (#GP)'),
  16: () => l10n.t('Floating point exception (#MF)'),
  17: () => l10n.t('Unaligned access (#AC)'),
  18: () => l10n.t('Machine check (#MC)'),
  19: () => l10n.t('Floating point exception of a vector instruction (#XM)'),
  20: () => l10n.t('Virtualization exception (#VE)'),
  21: () => l10n.t('Control protection exception (#CP)'),
  29: () => l10n.t('Exception of encrypted virtualization (#VC)'),
};

/** Whether this exception leaves an error code on its handler's stack. */
export function pushesErrorCode(vector: number): boolean {
  return WITH_ERROR_CODE.has(vector);
}

/**
 * An exception of an x86 processor in words.
 * @param cr2 Counts for page faults only.
 */
export function x86Fault(vector: number, errorCode: bigint | undefined, cr2: bigint): Fault {
  if (vector === PAGE_FAULT && errorCode !== undefined) return pageFault(errorCode, cr2);
  const name = VECTORS[vector]?.() ?? l10n.t('Exception {0}', vector);
  const selector = errorCode === undefined || errorCode === 0n ? '' : selectorText(vector, errorCode);
  return { text: `${name}${selector}.` };
}

/** Bits of a page fault's error code (Intel SDM vol. 3A, 4.7). */
const PRESENT = 0;
const WRITE = 1;
const USER = 2;
const RESERVED = 3;
const FETCH = 4;
const PROTECTION_KEY = 5;
const SHADOW_STACK = 6;

/** @param code The error code that a page fault pushes. */
function x86Access(code: bigint): Access {
  const kind = hasBit(code, FETCH) ? 'execute' : hasBit(code, WRITE) ? 'write' : 'read';
  return { kind, user: hasBit(code, USER) };
}

function pageFault(code: bigint, address: bigint): Fault {
  const access = x86Access(code);
  return {
    text: `${l10n.t('Page fault (#PF).')} ${accessFailed(access, hex(address), whyNot(code))}`,
    translation: { address, access },
  };
}

function whyNot(code: bigint): string {
  if (hasBit(code, RESERVED)) return l10n.t('an entry of the page tables has a reserved bit set');
  if (hasBit(code, PROTECTION_KEY)) return l10n.t('the page’s protection key forbids it');
  if (hasBit(code, SHADOW_STACK)) return l10n.t('it was an access to a shadow stack');
  return hasBit(code, PRESENT)
    ? l10n.t('the page is mapped, but does not allow it')
    : l10n.t('no page is mapped there');
}

/** A selector in an error code (Intel SDM vol. 3A, 6.13): bit 1 the interrupt table, bit 2 the local table, then the index. */
function selectorText(vector: number, code: bigint): string {
  // A double fault's and an alignment check's are zero; a control protection exception's is a reason, no selector.
  if (vector === 21) return l10n.t(', error code {0}', hex(code));
  const index = Number(code >> 3n);
  if (hasBit(code, 1)) return l10n.t(', on entry {0} of the interrupt table (IDT)', index);
  return hasBit(code, 2)
    ? l10n.t(', on entry {0} of the local descriptor table (LDT)', index)
    : l10n.t(', on entry {0} of the descriptor table (GDT)', index);
}
