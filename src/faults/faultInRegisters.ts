import * as l10n from '@vscode/l10n';
import { hex } from './words/access';
import { arm64Fault } from './words/arm64Fault';
import { cortexMFault } from './words/cortexMFault';
import { bits, hasBit, type Fault } from './words/fault';
import type { FaultRegisters } from './registers';
import { riscvFault } from './words/riscvFault';

/**
 * The last fault that the registers of arm64, RISC-V and Cortex-M processors tell of. Interrupts and system calls are no
 * faults.
 */
export function faultInRegisters(registers: FaultRegisters): Fault | undefined {
  return inArm64(registers) ?? inRiscv(registers) ?? inCortexM(registers);
}

/** SVC, HVC and SMC (Arm ARM DDI 0487, ESR_EL1, field EC). */
const ARM64_CALLS: ReadonlySet<number> = new Set([0x11, 0x12, 0x13, 0x15, 0x16, 0x17]);

/** Crash dumps print `ESR` and `FAR` without a level. */
function inArm64(registers: FaultRegisters): Fault | undefined {
  const esr = registers.get('esr_el1') ?? registers.get('esr') ?? 0n;
  if (esr === 0n || ARM64_CALLS.has(bits(esr, 26, 6))) return undefined;
  return arm64Fault(esr, registers.get('far_el1') ?? registers.get('far'));
}

/** Calls from user mode (8) to machine mode (11). */
const isRiscvCall = (cause: bigint): boolean => cause >= 8n && cause <= 11n;

/** Linux prints `cause` and `badaddr`. */
function inRiscv(registers: FaultRegisters): Fault | undefined {
  const width = riscvWidth(registers);
  const status = registers.get('mstatus') ?? registers.get('sstatus') ?? registers.get('status');
  const traps = [
    // Where the trap came from: SPP is bit 8, MPP bits 12 and 11 (RISC-V Privileged Architecture, 3.1.6).
    { cause: 'scause', value: 'stval', user: status === undefined ? undefined : !hasBit(status, 8) },
    { cause: 'cause', value: 'badaddr', user: status === undefined ? undefined : !hasBit(status, 8) },
    {
      cause: 'mcause',
      value: 'mtval',
      user: registers.has('mstatus') ? bits(status ?? 0n, 11, 2) === 0 : undefined,
    },
  ];
  for (const { cause: name, value, user } of traps) {
    const cause = registers.get(name) ?? 0n;
    const isInterrupt = cause >> BigInt(width - 1) === 1n;
    if (cause === 0n || isInterrupt || isRiscvCall(cause)) continue;
    return riscvFault(cause, registers.get(value) ?? 0n, { width, ...(user !== undefined && { user }) });
  }
  return undefined;
}

/** Bits of a RISC-V register: misa says in its topmost two (RISC-V Privileged Architecture, 3.1.1); without it, 64. */
export function riscvWidth(registers: FaultRegisters): 32 | 64 {
  const misa = registers.get('misa') ?? 0n;
  return misa >> 30n === 1n ? 32 : 64;
}

function inCortexM(registers: FaultRegisters): Fault | undefined {
  const cfsr = registers.get('cfsr');
  if (cfsr === undefined) return undefined;
  const others = (['hfsr', 'mmfar', 'bfar'] as const).flatMap((name) => {
    const value = registers.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const text = cortexMFault({ cfsr, ...Object.fromEntries(others) });
  return text === undefined ? undefined : { text };
}

/** Where a PC's last page fault was. What was tried there is on the stack of its handler, and in no register. */
export function lastPageFault(registers: FaultRegisters): Fault | undefined {
  const address = registers.get('cr2') ?? 0n;
  return address === 0n
    ? undefined
    : { text: l10n.t('The last page fault was at {0}.', hex(address)), translation: { address } };
}
