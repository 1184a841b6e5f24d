import type { MachineState } from '../../api';
import { STATE_ICONS } from '../editor/stateIcons';

/** What the status bar needs to know about a machine. */
export interface StatusMachine {
  readonly name: string;
  readonly state: MachineState;
}

/**
 * The icon for several machines together: the state that they share, else that one runs.
 * `vm-running` for none; there is no item then.
 */
export function commonIcon(machines: readonly StatusMachine[]): string {
  const icons = new Set(machines.map(({ state }) => STATE_ICONS[state]));
  const [only] = icons;
  return icons.size === 1 && only !== undefined ? only : STATE_ICONS.running;
}

/** How long something has lasted, to the minute: `< 1 min`, `12 min`, `3 h 05 min`, `2 d 4 h`. */
export function formatUptime(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return '< 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Milliseconds until `formatUptime` says something else. */
export function untilNextMinute(ms: number): number {
  return 60_000 - (Math.max(0, ms) % 60_000);
}
