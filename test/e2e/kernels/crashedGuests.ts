import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { CrashFrame } from '../../../src/crash/report';
import { TEACHING_C, teachingGuest } from '../../guests/cross';
import { present } from '../../guests/paths';
import { RUST_CRASH } from '../../guests/rust';
import { REMEDY } from '../../kernels/debianKernels';
import type { CrashingGuest } from '../../kernels/crashes/crashingGuest';
import { applicationException, FAULT_SYMBOLS } from '../../kernels/crashes/edk2Exception';
import { LINUX_PANICS, linuxPanic, printedCalls, type LinuxPanic } from '../../kernels/crashes/linuxPanic';
import { moduleFault } from '../../kernels/crashes/moduleFault';
import { rustPanic } from '../../kernels/crashes/rustPanic';
import { UBOOT_BOARDS, UBOOT_READS, ubootAbort, type UbootBoard } from '../../kernels/crashes/ubootAbort';
import type { Shown } from '../../support/binutils';
import { lineOf } from '../../support/sampleDebug';
import { ROOT } from '../support/paths';

/** A guest that crashes, and what a person is to see of it. */
export interface CrashedGuest extends CrashingGuest {
  /** What the report adds to the guest's own lines, in this order; other calls may be between. */
  readonly calls: readonly RegExp[];
  /** What else is to be in the report. */
  readonly report?: RegExp;
  /** What addr2line says of each printed frame that has a name. */
  readonly oracle?: (frames: readonly CrashFrame[]) => readonly Shown[];
  /** What the link is made of: the first group. */
  readonly link: RegExp;
}

/** How to make one. */
export interface CrashedGuestKind {
  readonly what: string;
  /** A part of the line that Problems has and that the link leads to; undefined when no source is here. */
  readonly line?: string;
  /** @param folder Empty, and in the workspace. */
  readonly make: (folder: string) => CrashedGuest;
}

/** Of that line, as decoded: with the file's name instead of its path. */
function call(name: string, file: string, line: number, inlined = false): RegExp {
  return new RegExp(`^${name} at ${basename(file)}:${line}${inlined ? ' \\(inlined\\)' : ''}$`);
}

/** Debian's kernels come without their sources. */
function linux(panic: LinuxPanic, folder: string, moves: boolean): CrashedGuest {
  const { vmlinux, ...guest } = linuxPanic(panic, folder, moves);
  return {
    ...guest,
    calls: [/^sysrq_handle_crash at sysrq\.c:\d+$/, /^write_sysrq_trigger at sysrq\.c:\d+$/],
    oracle: (frames) => printedCalls(frames, vmlinux, panic.prefix),
    link: /(write_sysrq_trigger\+0x[0-9a-f]+\/0x[0-9a-f]+)/,
  };
}

/** In a workspace with what was built. */
function linuxModule(folder: string): CrashedGuest {
  const { module, source, calls, ...guest } = moduleFault();
  copyFileSync(module, join(folder, basename(module)));
  return {
    ...guest,
    calls: calls.map(({ name, line, inlined }) => call(name, source, line, inlined)),
    link: /(write_through\+0x[0-9a-f]+\/0x[0-9a-f]+ \[faulty\])/,
  };
}

/** The address without what it was moved by stands in a line of its own before. */
function uboot(board: UbootBoard): CrashedGuest {
  return {
    ...ubootAbort(board),
    calls: [new RegExp(`^${UBOOT_READS.name} at display_options\\.c:\\d+$`)],
    link: /(?:elr|EPC): ([0-9a-f]{16}) (?:lr :|RA:) [0-9a-f]{16}(?: TVAL: [0-9a-f]+)?\r?\n/,
  };
}

/** In a workspace with the package that it was built from, and its symbols. */
function application(folder: string): CrashedGuest {
  const source = resolve(ROOT, 'test', 'guests', 'edk2', 'FaultPkg', 'Fault.c');
  mkdirSync(join(folder, 'FaultPkg'));
  copyFileSync(source, join(folder, 'FaultPkg', basename(source)));
  copyFileSync(present(FAULT_SYMBOLS, REMEDY), join(folder, basename(FAULT_SYMBOLS)));
  return {
    ...applicationException(folder),
    calls: [call('ReadFrom', source, lineOf(source, 'return *Place;'))],
    report: /Fault\.dll \(ImageBase=/,
    link: /RIP {2}- ([0-9A-F]{16})/,
  };
}

function teaching(folder: string): CrashedGuest {
  return {
    configuration: teachingGuest(folder),
    prompt: '$ ',
    title: 'panic: kerneltrap',
    crash: (guest) => guest.hear('panic: kerneltrap\n'),
    calls: [call('look', TEACHING_C, lineOf(TEACHING_C, 'return table[1];'))],
    link: /sepc=(0x[0-9a-f]+)/,
  };
}

/** In a workspace with its source: a guest's own absolute paths lead nowhere else. */
function rust(folder: string): CrashedGuest {
  const source = join(folder, basename(RUST_CRASH));
  copyFileSync(RUST_CRASH, source);
  const line = lineOf(source, 'table[index]');
  return {
    ...rustPanic(folder, source),
    calls: [],
    report: new RegExp(`crash::element\\n +at \\S*/crash\\.rs:${line}:`),
    link: /panicked at (\S+\/crash\.rs:\d+:\d+)/,
  };
}

const movement = (moves: boolean): string => (moves ? 'that moves itself' : 'that stays where it was linked');

export const CRASHED_GUESTS: readonly CrashedGuestKind[] = [
  ...LINUX_PANICS.filter(({ hasStack }) => hasStack).flatMap((panic) =>
    [true, false].map((moves) => ({
      what: `Linux for ${panic.arch} ${movement(moves)}`,
      make: (folder: string) => linux(panic, folder, moves),
    })),
  ),
  { what: 'a module of Linux', line: '*where = 1;', make: linuxModule },
  ...UBOOT_BOARDS.map((board) => ({
    what: `U-Boot for ${board.board} that has moved itself`,
    line: UBOOT_READS.text,
    make: () => uboot(board),
  })),
  { what: 'an application under OVMF', line: 'return *Place;', make: application },
  { what: 'a kernel in the manner of xv6', line: 'return table[1];', make: teaching },
  { what: 'a Rust program under Linux', line: 'table[index]', make: rust },
];
