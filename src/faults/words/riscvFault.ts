import * as l10n from '@vscode/l10n';
import { accessFailed, hex, type Access } from './access';
import type { Fault } from './fault';

/** Exceptions that are accesses to memory: what was tried, and why it failed. Codes as below. */
const ACCESSES: Readonly<
  Record<number, readonly [Access['kind'], 'alignment' | 'access' | 'page' | 'guest']>
> = {
  0: ['execute', 'alignment'],
  1: ['execute', 'access'],
  4: ['read', 'alignment'],
  5: ['read', 'access'],
  6: ['write', 'alignment'],
  7: ['write', 'access'],
  12: ['execute', 'page'],
  13: ['read', 'page'],
  15: ['write', 'page'],
  20: ['execute', 'guest'],
  21: ['read', 'guest'],
  23: ['write', 'guest'],
};

const REASONS = {
  alignment: () => l10n.t('the address is not aligned'),
  access: () => l10n.t('nothing answers at that physical address, or memory protection (PMP) forbids it'),
  page: () => l10n.t('the page tables do not allow it'),
  guest: () => l10n.t('the hypervisor’s page tables do not allow it'),
};

/** Exception codes of mcause and scause (RISC-V Privileged Architecture, tables 3.6 and 4.2). */
const OTHERS: Readonly<Record<number, () => string>> = {
  3: () => l10n.t('Breakpoint instruction'),
  8: () => l10n.t('System call from user mode'),
  9: () => l10n.t('Call from supervisor mode'),
  10: () => l10n.t('Call from virtual supervisor mode'),
  11: () => l10n.t('Call from machine mode'),
};

/** Interrupt codes of mcause and scause (RISC-V Privileged Architecture, tables 3.6 and 4.2). */
const INTERRUPTS: Readonly<Record<number, () => string>> = {
  1: () => l10n.t('Software interrupt for supervisor mode'),
  3: () => l10n.t('Software interrupt for machine mode'),
  5: () => l10n.t('Timer interrupt for supervisor mode'),
  7: () => l10n.t('Timer interrupt for machine mode'),
  9: () => l10n.t('External interrupt for supervisor mode'),
  11: () => l10n.t('External interrupt for machine mode'),
};

/** What is known beside a cause. */
interface RiscvContext {
  /** Whether it came from user mode (SPP or MPP); absent when that is unknown. */
  readonly user?: boolean;
  /** Bits of a register; 64 unless told. */
  readonly width?: number;
}

/**
 * The trap that a cause register tells of, in words.
 * @param cause scause or mcause.
 * @param value stval or mtval.
 */
export function riscvFault(cause: bigint, value: bigint, { user, width = 64 }: RiscvContext = {}): Fault {
  const isInterrupt = cause >> BigInt(width - 1) === 1n;
  const code = Number(BigInt.asUintN(width - 1, cause));
  if (isInterrupt) return { text: `${INTERRUPTS[code]?.() ?? l10n.t('Interrupt {0}', code)}.` };
  const [kind, reason] = ACCESSES[code] ?? [];
  if (kind === undefined || reason === undefined) return { text: `${otherText(code, value)}.` };
  const access = { kind, ...(user !== undefined && { user }) };
  return {
    text: accessFailed(access, hex(value), REASONS[reason]()),
    ...(reason === 'page' && { translation: { address: value, access } }),
  };
}

/** An illegal instruction's value is its bytes, or zero where the processor does not tell. */
function otherText(code: number, value: bigint): string {
  if (code !== 2) return OTHERS[code]?.() ?? l10n.t('Exception {0}', code);
  return value === 0n ? l10n.t('Invalid instruction') : l10n.t('Invalid instruction: {0}', hex(value));
}
