import type { MachineState } from '../../api';

/** What the status bar needs to know about a machine. */
export interface StatusMachine {
  readonly name: string;
  readonly state: MachineState;
}

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

/**
 * Text that Markdown and VS Code's `$(icon)` syntax leave alone, and in which no address becomes a link; on one line, so
 * that it fits into a table.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&');
}

/** What the editor takes for an icon. Before anything else a backslash would be seen: `$(shell nproc)` is none. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/** Text for a status bar item, a quick pick or a prompt, where only `$(icon)` is special. */
export function escapeIcons(text: string): string {
  return text.replace(ICON, '\\$&');
}
