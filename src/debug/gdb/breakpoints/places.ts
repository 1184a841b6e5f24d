import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { quote } from '../process/mi';
import type { Wanted } from './breakpointTable';
import { parseHitCondition } from './hitCondition';

/** What all kinds of breakpoints can have. */
interface Asked {
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
  readonly mode?: string;
}

/** The name of the group in which a source file's breakpoints are kept. */
export function sourceGroup(path: string): string {
  return `source ${path}`;
}

export function sourcePlace(path: string, line: number): string {
  return `--source ${quote(path)} --line ${line}`;
}

/** A function's name, or a place as GDB's console takes it: `*0x1000`, `file.c:12`. */
export function functionPlace(name: string): string {
  return /^\*|:\d+$/.test(name) ? quote(name) : `--function ${quote(name)}`;
}

/** @param reference An address as a number, with an offset in bytes. */
export function instructionPlace(reference: string, offset = 0): string {
  return `*0x${(BigInt(reference) + BigInt(offset)).toString(16)}`;
}

/** What the editor calls a stop at a breakpoint. */
export function reasonOf({ place }: Wanted): string {
  if (/^(-h )?\*/.test(place)) return 'instruction breakpoint';
  return place.includes('--function') ? 'function breakpoint' : 'breakpoint';
}

/** A breakpoint at a place, as it is asked for. */
export function wanted(place: string, asked: Asked): Wanted {
  const { condition, hitCondition, logMessage, mode } = asked;
  const hits = hitCondition ? parseHitCondition(hitCondition) : undefined;
  const unclear = hitCondition && !hits;
  return {
    place: mode === 'hardware' ? `-h ${place}` : place,
    ...(condition && { condition }),
    ...(hits && { hits }),
    ...(logMessage && { log: logMessage }),
    ...(unclear && { problem: l10n.t('"{0}" is not a hit count. Write 5, >= 5 or % 5.', hitCondition) }),
  };
}

/** GDB's `-break-watch` options; reads alone are `-r`, both are `-a`. */
const ACCESS = { read: '-r ', readWrite: '-a ', write: '' } as const;

/** Types of C by size: GDB compares values. Other sizes are watched as arrays of bytes. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'unsigned char',
  2: 'unsigned short',
  4: 'unsigned int',
  8: 'unsigned long long',
};

/** A watchpoint on the bytes that `dataId` names: `ADDRESS,SIZE`. */
export function watched(breakpoint: DebugProtocol.DataBreakpoint): Wanted {
  const [address = '', size = '1'] = breakpoint.dataId.split(',');
  const type = TYPES[Number(size)];
  const pointer = type === undefined ? `(unsigned char (*)[${size}])` : `(${type} *)`;
  const place = `${ACCESS[breakpoint.accessType ?? 'write']}${quote(`*${pointer} ${address}`)}`;
  return { ...wanted(place, breakpoint), watch: true };
}
