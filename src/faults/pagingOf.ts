import { arm64Paging } from './walk/arm64Paging';
import type { NoPaging, Paging } from './walk/paging';
import { riscvPaging } from './walk/riscvPaging';
import { x86Paging } from './walk/x86Paging';
import { riscvWidth } from './faultInRegisters';
import type { FaultRegisters } from './registers';
import { hasBit } from './words/fault';

/** How the processor with these registers translates an address; `unknown` when registers for that are missing. */
export function pagingOf(registers: FaultRegisters, address: bigint): Paging | NoPaging {
  const value = (name: string): bigint => registers.get(name) ?? 0n;
  if (registers.has('cr0') && registers.has('cr3')) {
    const control = { cr0: value('cr0'), cr3: value('cr3'), cr4: value('cr4'), efer: value('efer') };
    return x86Paging(control, address);
  }
  const sctlr = registers.get('sctlr_el1') ?? registers.get('sctlr');
  if (sctlr !== undefined && registers.has('tcr_el1')) {
    const control = {
      sctlr,
      tcr: value('tcr_el1'),
      ttbr0: value('ttbr0_el1'),
      ttbr1: value('ttbr1_el1'),
    };
    return arm64Paging(control, address);
  }
  const satp = registers.get('satp');
  if (satp === undefined) return 'unknown';
  const status = registers.get('mstatus') ?? registers.get('sstatus') ?? 0n;
  return riscvPaging({ satp, width: riscvWidth(registers), sum: hasBit(status, 18) }, address);
}
