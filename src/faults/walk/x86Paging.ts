import { hasBit } from '../words/fault';
import {
  EVERYTHING,
  NOTHING,
  type Entry,
  type NoPaging,
  type Paging,
  type Rights,
  type TableLevel,
} from './paging';

/** The control registers that say how a PC translates addresses. */
export interface X86Control {
  readonly cr0: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
}

/** CR0 (Intel SDM vol. 3A, 2.5). */
const PG = 31;
const WP = 16;
/** CR4 (the same). */
const PSE = 4;
const PAE = 5;
const LA57 = 12;
const SMEP = 20;
/** EFER (Intel SDM vol. 3A, 2.2.1). */
const LONG_MODE_ACTIVE = 10;
const NO_EXECUTE_ENABLE = 11;

/** Bits of an entry (Intel SDM vol. 3A, tables 4-5 to 4-20). */
const PRESENT = 0;
const WRITABLE = 1;
const USER = 2;
const LARGE = 7;
const NO_EXECUTE = 63;

/** Bits 51 to 12: the largest physical address that the format can hold. */
const FRAME = 0x000f_ffff_ffff_f000n;

/** Whether a PC with this EFER is in long mode. */
export const isLongMode = (efer: bigint): boolean => hasBit(efer, LONG_MODE_ACTIVE);

/**
 * The page tables of a PC in its mode of the moment (Intel SDM vol. 3A, 4.1.1): four or five levels, PAE, or two.
 * @param address Has to be canonical in long mode.
 */
export function x86Paging(control: X86Control, address: bigint): Paging | NoPaging {
  const { cr0, cr3, cr4, efer } = control;
  if (!hasBit(cr0, PG)) return 'off';
  if (isLongMode(efer)) return longMode(control, address);
  return hasBit(cr4, PAE)
    ? { root: BigInt.asUintN(32, cr3) & ~0x1fn, levels: paeLevels(control), entryBytes: 8 }
    : { root: BigInt.asUintN(32, cr3) & ~0xfffn, levels: twoLevels(control), entryBytes: 4 };
}

function longMode(control: X86Control, address: bigint): Paging | NoPaging {
  const { cr3, cr4 } = control;
  const width = hasBit(cr4, LA57) ? 57 : 48;
  if (BigInt.asUintN(64, BigInt.asIntN(width, address)) !== BigInt.asUintN(64, address)) return 'outside';
  const names = ['PML5', 'PML4', 'PDPT', 'PD', 'PT'].slice(width === 57 ? 0 : 1);
  const levels = names.map((name, position): TableLevel => {
    const depth = names.length - 1 - position;
    const shift = 12 + 9 * depth;
    return { name, shift, bits: 9, decode: (entry) => decode(entry, shift, depth, control) };
  });
  return { root: cr3 & FRAME, levels, entryBytes: 8 };
}

/** Entries of the outermost PAE table have no rights of their own (Intel SDM vol. 3A, table 4-8). */
function paeLevels(control: X86Control): readonly TableLevel[] {
  return [
    {
      name: 'PDPT',
      shift: 30,
      bits: 2,
      decode: (entry) =>
        hasBit(entry, PRESENT)
          ? { kind: 'table', base: entry & FRAME, rights: { kernel: EVERYTHING, user: EVERYTHING } }
          : { kind: 'missing' },
    },
    { name: 'PD', shift: 21, bits: 9, decode: (entry) => decode(entry, 21, 1, control) },
    { name: 'PT', shift: 12, bits: 9, decode: (entry) => decode(entry, 12, 0, control) },
  ];
}

/** @param depth How many tables are below; entries of two of them may be pages themselves, of 1 GiB and of 2 MiB. */
function decode(entry: bigint, shift: number, depth: number, control: X86Control): Entry {
  if (!hasBit(entry, PRESENT)) return { kind: 'missing' };
  const isPage = depth === 0 || (depth <= 2 && hasBit(entry, LARGE));
  const rights = rightsOf(entry, isPage, control);
  const base = entry & FRAME;
  return isPage
    ? { kind: 'page', base: (base >> BigInt(shift)) << BigInt(shift), rights }
    : { kind: 'table', base, rights };
}

/** Without CR0.WP kernel mode writes anywhere; with CR4.SMEP it executes nothing that user mode can reach (4.6.1). */
function rightsOf(entry: bigint, isPage: boolean, { cr0, cr4, efer }: X86Control): Rights {
  const isUser = hasBit(entry, USER);
  const write = hasBit(entry, WRITABLE);
  const execute = !(hasBit(efer, NO_EXECUTE_ENABLE) && hasBit(entry, NO_EXECUTE));
  return {
    kernel: {
      read: true,
      write: write || !hasBit(cr0, WP),
      execute: execute && !(isPage && isUser && hasBit(cr4, SMEP)),
    },
    user: isUser ? { read: true, write, execute } : NOTHING,
  };
}

/** 32-bit paging (Intel SDM vol. 3A, 4.3); a page of 4 MiB has bits 39 to 32 of its address in bits 20 to 13. */
function twoLevels(control: X86Control): readonly TableLevel[] {
  return [
    {
      name: 'PD',
      shift: 22,
      bits: 10,
      decode: (entry) => {
        if (!hasBit(entry, PRESENT)) return { kind: 'missing' };
        const isPage = hasBit(control.cr4, PSE) && hasBit(entry, LARGE);
        const rights = rightsOf(entry, isPage, control);
        if (!isPage) return { kind: 'table', base: entry & 0xffff_f000n, rights };
        const high = BigInt.asUintN(8, entry >> 13n) << 32n;
        return { kind: 'page', base: high | (entry & 0xffc0_0000n), rights };
      },
    },
    { name: 'PT', shift: 12, bits: 10, decode: (entry) => decode(entry, 12, 0, control) },
  ];
}
