import * as l10n from '@vscode/l10n';
import { accessFailed, hex, type Access } from './access';
import { bits, hasBit, type Fault } from './fault';

/** Classes of aborts (ESR_ELx.EC): the lower exception level is user mode's. */
const INSTRUCTION_ABORT_LOWER = 0x20;
const INSTRUCTION_ABORT = 0x21;
const DATA_ABORT_LOWER = 0x24;
const DATA_ABORT = 0x25;

/** Exception classes (Arm Architecture Reference Manual DDI 0487, ESR_EL1, field EC). */
const CLASSES: Readonly<Record<number, () => string>> = {
  0x00: () => l10n.t('Invalid instruction, or another exception without a class'),
  0x01: () => l10n.t('WFI or WFE, which is trapped'),
  0x07: () => l10n.t('Floating point or vector instruction while that is trapped'),
  0x0d: () => l10n.t('Branch to a place that is no branch target'),
  0x0e: () => l10n.t('Illegal execution state'),
  0x15: () => l10n.t('Supervisor call (SVC)'),
  0x16: () => l10n.t('Hypervisor call (HVC)'),
  0x17: () => l10n.t('Secure monitor call (SMC)'),
  0x18: () => l10n.t('Access to a system register, which is trapped'),
  0x19: () => l10n.t('SVE instruction while that is trapped'),
  0x1c: () => l10n.t('Failed pointer authentication'),
  0x22: () => l10n.t('Unaligned program counter'),
  0x26: () => l10n.t('Unaligned stack pointer'),
  0x2c: () => l10n.t('Floating point exception'),
  0x2f: () => l10n.t('System error (SError), such as an external abort that came late'),
  0x30: () => l10n.t('Hardware breakpoint in user mode'),
  0x31: () => l10n.t('Hardware breakpoint'),
  0x32: () => l10n.t('Single step in user mode'),
  0x33: () => l10n.t('Single step'),
  0x34: () => l10n.t('Watchpoint in user mode'),
  0x35: () => l10n.t('Watchpoint'),
  0x3c: () => l10n.t('Breakpoint instruction (BRK)'),
};

/**
 * The exception that ESR_ELx tells of, in words.
 * @param esr ESR_EL1, ESR_EL2 or ESR_EL3.
 * @param far The FAR of the same exception level, if it is known.
 */
export function arm64Fault(esr: bigint, far: bigint | undefined): Fault {
  const kind = bits(esr, 26, 6);
  switch (kind) {
    case INSTRUCTION_ABORT_LOWER:
    case INSTRUCTION_ABORT:
      return abort(esr, far, { kind: 'execute', user: kind === INSTRUCTION_ABORT_LOWER });
    case DATA_ABORT_LOWER:
    case DATA_ABORT:
      return abort(esr, far, { kind: isWrite(esr) ? 'write' : 'read', user: kind === DATA_ABORT_LOWER });
    default: {
      const name = CLASSES[kind]?.() ?? l10n.t('Exception of class {0}', hex(BigInt(kind)));
      const where = kind === 0x22 && far !== undefined ? `: ${hex(far)}` : '';
      return { text: `${name}${where}.` };
    }
  }
}

/** WnR, bit 6; of a cache maintenance instruction (CM, bit 8) it is always set. */
const isWrite = (esr: bigint): boolean => hasBit(esr, 6) && !hasBit(esr, 8);

function abort(esr: bigint, far: bigint | undefined, access: Access): Fault {
  // FnV, bit 10: FAR says nothing about an external abort.
  const address = hasBit(esr, 10) ? undefined : far;
  const name = access.kind === 'execute' ? l10n.t('Instruction abort.') : l10n.t('Data abort.');
  const where = address === undefined ? l10n.t('an unknown address') : hex(address);
  const status = bits(esr, 0, 6);
  return {
    text: `${name} ${accessFailed(access, where, faultStatus(status))}`,
    ...(address !== undefined && status >> 2 < 4 && { translation: { address, access } }),
  };
}

/** IFSC and DFSC (DDI 0487, ESR_EL1, ISS of instruction and data aborts): the low two bits are the level of the table for most of them. */
function faultStatus(status: number): string {
  const level = status & 3;
  switch (status >> 2) {
    case 0b0000:
      return l10n.t('the entry of the level {0} table leads to an address that does not exist', level);
    case 0b0001:
      return l10n.t('the level {0} table has no valid entry for it', level);
    case 0b0010:
      return l10n.t('the entry of the level {0} table does not have its access flag set', level);
    case 0b0011:
      return l10n.t('the entry of the level {0} table does not allow it', level);
    case 0b0101:
      return l10n.t('the level {0} table could not be read from memory', level);
    case 0b0111:
      return l10n.t('reading the level {0} table hit a parity error', level);
    default:
      return OTHER_STATUS[status]?.() ?? l10n.t('fault status {0}', hex(BigInt(status)));
  }
}

const OTHER_STATUS: Readonly<Record<number, () => string>> = {
  0b010000: () => l10n.t('nothing answers at that physical address (external abort)'),
  0b010001: () => l10n.t('a memory tag does not match'),
  0b011000: () => l10n.t('memory reported a parity error'),
  0b100001: () => l10n.t('the address is not aligned'),
  0b110000: () => l10n.t('several entries of the TLB match'),
  0b110101: () => l10n.t('that memory takes no exclusive or atomic access'),
};
