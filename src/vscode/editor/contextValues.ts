/** What `when` clauses may ask of us; `status/contextKeys.ts` keeps them true. */
export interface ContextValues {
  'qemu.machineCount': number;
  'qemu.hasRunning': boolean;
  'qemu.hasPaused': boolean;
  /** Whether the active terminal shows a machine, or the last text of one. */
  'qemu.terminalActive': boolean;
  /** The same, or whether it shows a serial port of an external QEMU. */
  'qemu.portActive': boolean;
  /** Whether anything was typed for a guest in this window: a step of the walkthrough. */
  'qemu.hasTyped': boolean;
}
export type ContextKey = keyof ContextValues;
