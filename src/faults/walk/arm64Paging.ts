import * as l10n from '@vscode/l10n';
import { bits, hasBit } from '../words/fault';
import { NOTHING, type Entry, type NoPaging, type Paging, type Rights } from './paging';

/** The registers that say how exception levels 0 and 1 of an arm64 processor translate addresses. */
export interface Arm64Control {
  readonly sctlr: bigint;
  readonly tcr: bigint;
  readonly ttbr0: bigint;
  readonly ttbr1: bigint;
}

/** The granule of 4 KiB in TCR_EL1.TG0 and TG1 (Arm ARM DDI 0487, TCR_EL1). */
const TG0_4K = 0b00;
const TG1_4K = 0b10;

/** Bits 47 to 12 of a descriptor or of TTBR: an address in 48 bits. */
const FRAME = 0x0000_ffff_ffff_f000n;

/**
 * The page tables for an address of exception levels 0 and 1, for pages of 4 KiB (DDI 0487, D8.2 and D8.3).
 * @returns `unknown` for other granules.
 */
export function arm64Paging({ sctlr, tcr, ttbr0, ttbr1 }: Arm64Control, address: bigint): Paging | NoPaging {
  if (!hasBit(sctlr, 0)) return 'off';
  const upper = hasBit(address, 55);
  const tag = upper ? hasBit(tcr, 38) : hasBit(tcr, 37);
  const granule = upper ? bits(tcr, 30, 2) : bits(tcr, 14, 2);
  if (granule !== (upper ? TG1_4K : TG0_4K)) return 'unknown';
  const width = 64 - (upper ? bits(tcr, 16, 6) : bits(tcr, 0, 6));
  if (width < 25 || width > 48) return 'unknown';
  const isDisabled = upper ? hasBit(tcr, 23) : hasBit(tcr, 7);
  if (isDisabled || !isInside(address, width, upper, tag)) return 'outside';
  const first = Math.max(0, 4 - Math.ceil((width - 12) / 9));
  const root = (upper ? ttbr1 : ttbr0) & 0x0000_ffff_ffff_fffen;
  return { root, entryBytes: 8, levels: levelsFrom(first, width) };
}

/** The bits above the width are all ones in the upper half and zeros in the lower; with a tag, the topmost byte does not count. */
function isInside(address: bigint, width: number, upper: boolean, tag: boolean): boolean {
  const above = BigInt.asUintN(tag ? 56 : 64, address) >> BigInt(width);
  return above === (upper ? (1n << BigInt((tag ? 56 : 64) - width)) - 1n : 0n);
}

function levelsFrom(first: number, width: number): Paging['levels'] {
  return [0, 1, 2, 3].slice(first).map((level) => {
    const shift = 12 + 9 * (3 - level);
    const size = level === first ? width - shift : 9;
    return {
      name: l10n.t('level {0} table', level),
      shift,
      bits: size,
      decode: (entry) => decode(entry, level),
    };
  });
}

/** Descriptors (DDI 0487, D8.3): bit 0 valid, bit 1 a table above level 3 and a page in it. There are no blocks at level 0. */
function decode(entry: bigint, level: number): Entry {
  if (!hasBit(entry, 0)) return { kind: 'missing' };
  if (hasBit(entry, 1)) {
    return level === 3
      ? { kind: 'page', base: entry & FRAME, rights: pageRights(entry) }
      : { kind: 'table', base: entry & FRAME, rights: tableRights(entry) };
  }
  if (level === 0 || level === 3) return { kind: 'missing' };
  const size = BigInt(12 + 9 * (3 - level));
  return { kind: 'page', base: ((entry & FRAME) >> size) << size, rights: pageRights(entry) };
}

/**
 * AP[2:1] in bits 7 and 6, UXN and PXN in bits 54 and 53 (DDI 0487, D8.4). Kernel mode executes nothing that user mode can
 * write.
 */
function pageRights(entry: bigint): Rights {
  const write = !hasBit(entry, 7);
  const isUser = hasBit(entry, 6);
  return {
    kernel: { read: true, write, execute: !hasBit(entry, 53) && !(isUser && write) },
    user: isUser
      ? { read: true, write, execute: !hasBit(entry, 54) }
      : { ...NOTHING, execute: !hasBit(entry, 54) },
  };
}

/** APTable[1:0] in bits 62 and 61, UXNTable and PXNTable in bits 60 and 59 (DDI 0487, D8.4). */
function tableRights(entry: bigint): Rights {
  const write = !hasBit(entry, 62);
  const isUser = !hasBit(entry, 61);
  return {
    kernel: { read: true, write, execute: !hasBit(entry, 59) },
    user: { read: isUser, write: isUser && write, execute: !hasBit(entry, 60) },
  };
}
