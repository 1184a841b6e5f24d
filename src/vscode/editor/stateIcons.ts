import type { MachineState } from '../../api';

/** The icon of one state, from VS Code's own product icons. */
export const STATE_ICONS: Readonly<Record<MachineState, string>> = {
  starting: 'loading~spin',
  running: 'vm-running',
  paused: 'debug-pause',
  stopping: 'loading~spin',
  stopped: 'vm-outline',
};

/** Beside the state's: a guest that has crashed may run on, or be paused. */
export const CRASH_ICON = 'error';
