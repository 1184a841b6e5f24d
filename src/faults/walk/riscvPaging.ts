import * as l10n from '@vscode/l10n';
import { bits, hasBit } from '../words/fault';
import { EVERYTHING, NOTHING, type Entry, type NoPaging, type Paging } from './paging';

/** The modes of satp with as many levels (RISC-V Privileged Architecture, table 4.3). */
const LEVELS: Readonly<Record<number, number>> = { 8: 3, 9: 4, 10: 5 };

/** Bits of an entry (RISC-V Privileged Architecture, 4.3.1 and 4.4.1). */
const VALID = 0;
const READ = 1;
const WRITE = 2;
const EXECUTE = 3;
const USER = 4;

/** What says how a RISC-V processor translates addresses. */
export interface RiscvControl {
  readonly satp: bigint;
  /** Bits of a register. */
  readonly width: 32 | 64;
  /** Whether kernel mode may touch pages of user mode (SUM, bit 18 of sstatus). */
  readonly sum: boolean;
}

/** The page tables of a RISC-V processor: Sv39, Sv48 and Sv57, or Sv32 (RISC-V Privileged Architecture, 4.3 to 4.6). */
export function riscvPaging({ satp, width, sum }: RiscvControl, address: bigint): Paging | NoPaging {
  if (width === 32) return hasBit(satp, 31) ? sv32(satp, sum) : 'off';
  const mode = bits(satp, 60, 4);
  if (mode === 0) return 'off';
  const count = LEVELS[mode];
  if (count === undefined) return 'unknown';
  const size = 12 + 9 * count;
  if (BigInt.asUintN(64, BigInt.asIntN(size, address)) !== BigInt.asUintN(64, address)) return 'outside';
  return {
    root: BigInt.asUintN(44, satp) << 12n,
    entryBytes: 8,
    levels: levels(count, 9, sum, (entry) => BigInt.asUintN(44, entry >> 10n) << 12n),
  };
}

function sv32(satp: bigint, sum: boolean): Paging {
  return {
    root: BigInt.asUintN(22, satp) << 12n,
    entryBytes: 4,
    levels: levels(2, 10, sum, (entry) => BigInt.asUintN(22, entry >> 10n) << 12n),
  };
}

/** The innermost is level 0. */
function levels(
  count: number,
  size: number,
  sum: boolean,
  frameOf: (entry: bigint) => bigint,
): Paging['levels'] {
  return Array.from({ length: count }, (_, position) => {
    const level = count - 1 - position;
    return {
      name: l10n.t('level {0} table', level),
      shift: 12 + size * level,
      bits: size,
      decode: (entry: bigint) =>
        decode(entry, level === 0, frameOf(entry), { shift: 12 + size * level, sum }),
    };
  });
}

/** Writable without readable is reserved, and so is a large page whose address is not aligned: both fault as if invalid. */
function decode(
  entry: bigint,
  isLast: boolean,
  base: bigint,
  { shift, sum }: { readonly shift: number; readonly sum: boolean },
): Entry {
  if (!hasBit(entry, VALID) || (hasBit(entry, WRITE) && !hasBit(entry, READ))) return { kind: 'missing' };
  const isPage = hasBit(entry, READ) || hasBit(entry, EXECUTE);
  // Rights are those of the page alone.
  if (!isPage)
    return isLast
      ? { kind: 'missing' }
      : { kind: 'table', base, rights: { kernel: EVERYTHING, user: EVERYTHING } };
  if (BigInt.asUintN(shift, base) !== 0n) return { kind: 'missing' };
  const allowed = {
    read: hasBit(entry, READ),
    write: hasBit(entry, WRITE),
    execute: hasBit(entry, EXECUTE),
  };
  const isUser = hasBit(entry, USER);
  const kernel = isUser ? (sum ? { ...allowed, execute: false } : NOTHING) : allowed;
  return { kind: 'page', base, rights: { kernel, user: isUser ? allowed : NOTHING } };
}
