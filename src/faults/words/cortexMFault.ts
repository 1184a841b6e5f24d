import * as l10n from '@vscode/l10n';
import { hex } from './access';
import { hasBit } from './fault';

/** The fault registers of an ARMv7-M or ARMv8-M processor. */
export interface CortexMRegisters {
  /** Configurable Fault Status Register: MMFSR, BFSR and UFSR in one. */
  readonly cfsr: bigint;
  /** HardFault Status Register. */
  readonly hfsr?: bigint;
  /** Addresses, which count only where CFSR says that they are valid. */
  readonly mmfar?: bigint;
  readonly bfar?: bigint;
}

/** Where those registers are in memory (ARMv7-M Architecture Reference Manual DDI 0403, B3.2.2). */
export const CORTEX_M_ADDRESSES = {
  cfsr: 0xe000_ed28n,
  hfsr: 0xe000_ed2cn,
  mmfar: 0xe000_ed34n,
  bfar: 0xe000_ed38n,
} as const;

/** Bits of CFSR (DDI 0403, B3.2.15; STKOF, which is ARMv8-M’s: DDI 0553, CFSR). */
const CAUSES: readonly (readonly [bit: number, words: () => string])[] = [
  [0, () => l10n.t('execution where the memory protection (MPU) forbids it')],
  [1, () => l10n.t('a data access that the memory protection (MPU) forbids')],
  [3, () => l10n.t('a memory protection fault while returning from an exception')],
  [
    4,
    () =>
      l10n.t(
        'a memory protection fault while saving registers for an exception; the stack may have overflowed',
      ),
  ],
  [5, () => l10n.t('a memory protection fault while saving floating point registers')],
  [8, () => l10n.t('a bus error while fetching an instruction')],
  [9, () => l10n.t('a bus error at a data access')],
  [10, () => l10n.t('a bus error at a data access that was made some instructions earlier')],
  [11, () => l10n.t('a bus error while returning from an exception')],
  [12, () => l10n.t('a bus error while saving registers for an exception; the stack may have overflowed')],
  [13, () => l10n.t('a bus error while saving floating point registers')],
  [16, () => l10n.t('an invalid instruction')],
  [17, () => l10n.t('a branch to an address without the Thumb bit, or another invalid state')],
  [18, () => l10n.t('an invalid value for the program counter at the return from an exception')],
  [19, () => l10n.t('a floating point or coprocessor instruction while that unit is off')],
  [20, () => l10n.t('a stack overflow')],
  [24, () => l10n.t('an unaligned access')],
  [25, () => l10n.t('a division by zero')],
];

const MMFAR_VALID = 7;
const BFAR_VALID = 15;
/** Bits of HFSR (DDI 0403, B3.2.16). */
const VECTOR_READ = 1;
const FORCED = 30;

/** What the fault registers tell, in one sentence; undefined when they tell of no fault. */
export function cortexMFault(registers: CortexMRegisters): string | undefined {
  const { cfsr, hfsr = 0n } = registers;
  const causes = [
    ...CAUSES.filter(([bit]) => hasBit(cfsr, bit)).map(([, words]) => words()),
    ...(hasBit(hfsr, VECTOR_READ) ? [l10n.t('a vector table that could not be read')] : []),
  ];
  if (causes.length === 0) return undefined;
  const what = `${causes.join(', ')}${addressOf(registers)}`;
  return hasBit(hfsr, FORCED)
    ? l10n.t('Hard fault, since another fault could not be handled: {0}.', what)
    : l10n.t('Fault: {0}.', what);
}

function addressOf({ cfsr, mmfar, bfar }: CortexMRegisters): string {
  const address = hasBit(cfsr, MMFAR_VALID) ? mmfar : hasBit(cfsr, BFAR_VALID) ? bfar : undefined;
  return address === undefined ? '' : ` (${hex(address)})`;
}
