import type { CommandId } from '../editor/commandTable';

/** The commands whose work is in `dist/machines.js`. */
export const MACHINES_COMMANDS = [
  'qemu.restart',
  'qemu.runAgain',
  'qemu.openRun',
  'qemu.compareRuns',
  'qemu.revealRun',
  'qemu.deleteRun',
  'qemu.copyCommandLine',
  'qemu.showMachineActions',
] as const satisfies readonly CommandId[];
export type MachinesCommand = (typeof MACHINES_COMMANDS)[number];
