import type { MIThreadInfo } from 'cdt-gdb-adapter/dist/mi/thread';
import * as l10n from '@vscode/l10n';

/** QEMU's details of a thread are "CPU#0 [running]" and "CPU#1 [halted ]". */
const DETAILS = /CPU#(\d+)\s*\[(\w+)\s*\]/;

/** GDB's thread with the name that the editor shows for it, if it is a vCPU of QEMU's. */
export function namedVcpu(thread: MIThreadInfo): MIThreadInfo {
  const [, cpu, state] = DETAILS.exec(thread.details ?? '') ?? [];
  const { details: _, ...rest } = thread;
  // Before the first stop there are only numbers, and QEMU counts its processors in GDB's order.
  if (cpu === undefined && thread.details === undefined && thread.name === undefined)
    return { ...rest, name: l10n.t('vCPU {0}', Number(thread.id) - 1) };
  if (cpu === undefined) return thread;
  return {
    ...rest,
    name: state === 'halted' ? l10n.t('vCPU {0} (halted)', cpu) : l10n.t('vCPU {0}', cpu),
  };
}
