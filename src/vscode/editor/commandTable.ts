/**
 * The commands of this extension, in the order in which `package.json` has them. `npm run generate` writes
 * `contributes.commands` and the menus from it; their titles are in `package.nls.json`, as `command.NAME`.
 * @module
 */

/** What `when` clauses may ask of us; `status/contextKeys.ts` keeps them true. */
export interface ContextValues {
  'qemu.machineCount': number;
  'qemu.hasRunning': boolean;
  'qemu.hasPaused': boolean;
}
export type ContextKey = keyof ContextValues;

/** An expression over the editor's keys or ours. */
type WhenClause = `${ContextKey}${string}` | `!virtualWorkspace${string}` | 'false';

/** A menu other than the palette. */
interface MenuItem {
  readonly when: WhenClause;
  readonly group: string;
}

export interface CommandEntry {
  /** One of the editor's own icons, without `$(…)`. */
  readonly icon: string;
  /** When it can be run; at any time by default. */
  readonly enablement?: WhenClause;
  /** When the palette lists it; at any time by default. */
  readonly palette?: WhenClause;
  readonly menus?: Readonly<Record<string, MenuItem>>;
}

const WITH_MACHINE = { enablement: 'qemu.machineCount > 0' } as const;
/** QEMU reads files from disk. */
const ON_DISK = { palette: '!virtualWorkspace' } as const;

export const COMMANDS = {
  'qemu.launch': { icon: 'vm', ...ON_DISK },
  'qemu.launchFile': {
    icon: 'vm',
    palette: 'false',
    menus: {
      'explorer/context': {
        when: '!virtualWorkspace && isWorkspaceTrusted && resourceScheme == file && (resourceExtname =~ /^\\.(elf|img|iso|qcow2)$/ || resourceFilename =~ /^(vmlinux|bzImage)$/)',
        group: 'navigation@90',
      },
    },
  },
  'qemu.pasteCommandLine': { icon: 'clippy', ...ON_DISK },
  'qemu.importMachine': { icon: 'cloud-download', ...ON_DISK },
  'qemu.launchSample': { icon: 'rocket', ...ON_DISK },
  'qemu.debugSample': { icon: 'debug-alt', ...ON_DISK },
  'qemu.addDebugConfiguration': { icon: 'gear', ...ON_DISK },
  'qemu.stop': { icon: 'debug-stop', ...WITH_MACHINE },
  'qemu.reset': { icon: 'debug-restart', ...WITH_MACHINE },
  'qemu.pause': { icon: 'debug-pause', enablement: 'qemu.hasRunning' },
  'qemu.resume': { icon: 'debug-continue', enablement: 'qemu.hasPaused' },
  'qemu.powerdown': { icon: 'circle-slash', ...WITH_MACHINE },
  'qemu.openTerminal': { icon: 'terminal', ...WITH_MACHINE },
  'qemu.sendText': { icon: 'edit', ...WITH_MACHINE },
  'qemu.sendFile': { icon: 'file-symlink-file', ...WITH_MACHINE },
  'qemu.sendBreak': { icon: 'zap', ...WITH_MACHINE },
  'qemu.pauseOutput': { icon: 'lock', ...WITH_MACHINE },
  'qemu.resumeOutput': { icon: 'unlock', ...WITH_MACHINE },
  'qemu.openMonitor': { icon: 'terminal-bash', ...WITH_MACHINE },
  'qemu.showCrash': { icon: 'bug' },
  'qemu.selectLogItems': { icon: 'checklist', ...WITH_MACHINE },
  'qemu.showLog': { icon: 'output' },
  'qemu.showTasks': { icon: 'list-tree' },
} as const satisfies Record<`qemu.${string}`, CommandEntry>;

/** Not for menus and keyboard shortcuts: run by an item of ours that is clicked. */
type InternalCommandId = 'qemu.showMachineActions';

export type CommandId = keyof typeof COMMANDS | InternalCommandId;
