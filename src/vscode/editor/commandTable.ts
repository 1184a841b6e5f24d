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
  /** Whether the active terminal shows a machine, or the last text of one. */
  'qemu.terminalActive': boolean;
}
export type ContextKey = keyof ContextValues;

/** An expression over the editor's keys or ours. */
type WhenClause =
  | `${ContextKey}${string}`
  | `!virtualWorkspace${string}`
  | `view == ${string}`
  | `debugType == ${string}`
  | `resourceScheme == ${string}`
  | 'true'
  | 'false';

/** A menu other than the palette. */
export interface MenuItem {
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
  /** In each menu, one place or several. */
  readonly menus?: Readonly<Record<string, MenuItem | readonly MenuItem[]>>;
}

const WITH_MACHINE = { enablement: 'qemu.machineCount > 0' } as const;
/** QEMU reads files from disk. */
const ON_DISK = { palette: '!virtualWorkspace' } as const;

/** The lines of the view of machines, by the beginnings of their `contextValue`s. */
const onLine = <Line extends string>(line: Line) =>
  `view == qemu.machines && viewItem =~ /^(${line})/` as const;
const ITEM = 'view/item/context';
/** Behind the name of a line. */
const inline = (line: string, order: number): MenuItem => ({ when: onLine(line), group: `inline@${order}` });
const below = (line: string, group: string): MenuItem => ({ when: onLine(line), group });

/** On a file of the Explorer, by its extension or its name. */
const onFile = (extensions: string, names: string, order: number): MenuItem => ({
  when: `!virtualWorkspace && isWorkspaceTrusted && resourceScheme == file && (resourceExtname =~ /^\\.(${extensions})$/ || resourceFilename =~ /^(${names})$/)`,
  group: `navigation@${order}`,
});

/** What the menu "QEMU" of a terminal has; see `submenus` in package.json. */
export const TERMINAL = 'qemu.terminal';
const inTerminal = (group: string): MenuItem => ({ when: 'true', group });

/** In the title bar of a document with a port's output. */
const IN_OUTPUT = 'resourceScheme == qemu-serial';
const inOutput = (order: number): MenuItem => ({ when: IN_OUTPUT, group: `navigation@${order}` });

export const COMMANDS = {
  'qemu.launch': {
    icon: 'vm',
    ...ON_DISK,
    menus: { 'view/title': { when: 'view == qemu.machines', group: 'navigation@1' } },
  },
  'qemu.debug': { icon: 'debug-alt', ...ON_DISK },
  'qemu.launchFile': {
    icon: 'vm',
    palette: 'false',
    menus: { 'explorer/context': onFile('elf|img|iso|qcow2', 'vmlinux|bzImage', 90) },
  },
  'qemu.debugFile': {
    icon: 'debug-alt',
    palette: 'false',
    menus: { 'explorer/context': onFile('elf', 'vmlinux', 91) },
  },
  'qemu.pasteCommandLine': { icon: 'clippy', ...ON_DISK },
  'qemu.importMachine': { icon: 'cloud-download', ...ON_DISK },
  'qemu.launchSample': { icon: 'rocket', ...ON_DISK },
  'qemu.runSampleTests': { icon: 'beaker', ...ON_DISK },
  'qemu.debugSample': { icon: 'debug-alt', ...ON_DISK },
  'qemu.addDebugConfiguration': { icon: 'gear', ...ON_DISK },
  'qemu.stop': {
    icon: 'debug-stop',
    ...WITH_MACHINE,
    menus: {
      [ITEM]: [inline('machine', 3), below('machine', '1_run@5')],
      [TERMINAL]: inTerminal('1_run@5'),
    },
  },
  'qemu.restart': {
    icon: 'debug-rerun',
    menus: {
      [ITEM]: [inline('machine', 2), below('machine', '1_run@4')],
      [TERMINAL]: inTerminal('1_run@4'),
      'view/title': { when: 'view == terminal && qemu.terminalActive', group: 'navigation@90' },
      'debug/toolBar': { when: 'debugType == qemu', group: 'navigation@90' },
    },
  },
  'qemu.reset': {
    icon: 'debug-restart',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine', '1_run@3'), [TERMINAL]: inTerminal('1_run@3') },
  },
  'qemu.pause': {
    icon: 'debug-pause',
    enablement: 'qemu.hasRunning',
    menus: {
      [ITEM]: [inline('machine running', 1), below('machine running', '1_run@1')],
      [TERMINAL]: inTerminal('1_run@1'),
    },
  },
  'qemu.resume': {
    icon: 'debug-continue',
    enablement: 'qemu.hasPaused',
    menus: {
      [ITEM]: [inline('machine paused', 1), below('machine paused', '1_run@1')],
      [TERMINAL]: inTerminal('1_run@2'),
    },
  },
  'qemu.powerdown': {
    icon: 'circle-slash',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine', '1_run@6'), [TERMINAL]: inTerminal('1_run@6') },
  },
  'qemu.openTerminal': {
    icon: 'terminal',
    ...WITH_MACHINE,
    menus: { [ITEM]: [inline('port', 2), below('machine|port', '2_look@1')] },
  },
  'qemu.sendText': {
    icon: 'edit',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine|port', '3_send@1'), [TERMINAL]: inTerminal('3_send@1') },
  },
  'qemu.sendLines': { icon: 'list-flat', ...WITH_MACHINE },
  'qemu.sendHex': { icon: 'file-binary', ...WITH_MACHINE },
  'qemu.sendControlCharacter': { icon: 'symbol-key', ...WITH_MACHINE },
  'qemu.sendSysRq': { icon: 'flame', ...WITH_MACHINE },
  'qemu.sendMacro': { icon: 'play', ...WITH_MACHINE },
  'qemu.copySocketPath': { icon: 'plug', ...WITH_MACHINE },
  'qemu.toggleGuestKeys': { icon: 'keyboard' },
  'qemu.sendFile': {
    icon: 'file-symlink-file',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine|port', '3_send@2'), [TERMINAL]: inTerminal('3_send@2') },
  },
  'qemu.sendBreak': {
    icon: 'zap',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine|port', '3_send@3'), [TERMINAL]: inTerminal('3_send@3') },
  },
  'qemu.pauseOutput': {
    icon: 'lock',
    ...WITH_MACHINE,
    menus: {
      [ITEM]: [inline('port live', 1), below('port live', '2_look@2')],
      [TERMINAL]: inTerminal('2_look@2'),
    },
  },
  'qemu.resumeOutput': {
    icon: 'unlock',
    ...WITH_MACHINE,
    menus: {
      [ITEM]: [inline('port frozen', 1), below('port frozen', '2_look@2')],
      [TERMINAL]: inTerminal('2_look@3'),
    },
  },
  'qemu.toggleTimestamps': {
    icon: 'watch',
    ...WITH_MACHINE,
    menus: {
      'view/title': { when: 'view == terminal && qemu.terminalActive', group: 'navigation@20' },
      [TERMINAL]: inTerminal('2_look@5'),
      'editor/title': inOutput(4),
    },
  },
  'qemu.selectTimestamps': {
    icon: 'watch',
    ...WITH_MACHINE,
    menus: { [TERMINAL]: inTerminal('2_look@6') },
  },
  'qemu.changeEncoding': {
    icon: 'symbol-string',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('port', '2_look@9'), [TERMINAL]: inTerminal('2_look@7') },
  },
  'qemu.openSerialOutput': {
    icon: 'go-to-file',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('port', '2_look@6'), [TERMINAL]: inTerminal('4_output@1') },
  },
  'qemu.openAllSerialOutput': {
    icon: 'files',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine', '2_look@6') },
  },
  'qemu.findInSerialOutput': {
    icon: 'search',
    ...WITH_MACHINE,
    menus: {
      [ITEM]: below('port', '2_look@7'),
      [TERMINAL]: inTerminal('4_output@2'),
      'editor/title': inOutput(1),
    },
  },
  'qemu.goToTime': { icon: 'history', ...WITH_MACHINE, menus: { 'editor/title': inOutput(2) } },
  'qemu.saveSerialOutput': {
    icon: 'save-as',
    ...WITH_MACHINE,
    menus: {
      [ITEM]: below('port', '2_look@8'),
      [TERMINAL]: inTerminal('4_output@3'),
      'editor/title': inOutput(5),
    },
  },
  'qemu.olderSerialOutput': { icon: 'arrow-up', palette: IN_OUTPUT },
  'qemu.newerSerialOutput': { icon: 'arrow-down', palette: IN_OUTPUT },
  'qemu.followSerialOutput': {
    icon: 'fold-down',
    palette: IN_OUTPUT,
    menus: { 'editor/title': inOutput(3) },
  },
  'qemu.openMonitor': {
    icon: 'terminal-bash',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine', '2_look@3'), [TERMINAL]: inTerminal('2_look@4') },
  },
  'qemu.showCrash': { icon: 'bug', menus: { [ITEM]: below('machine .*crashed', '2_look@4') } },
  'qemu.selectLogItems': {
    icon: 'checklist',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine', '2_look@5') },
  },
  'qemu.copyCommandLine': {
    icon: 'copy',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine|origin|run$', '4_copy@1') },
  },
  'qemu.runAgain': {
    icon: 'debug-rerun',
    menus: { [ITEM]: [inline('run$', 1), below('run$', '1_run@1')] },
  },
  'qemu.openRun': { icon: 'go-to-file', menus: { [ITEM]: below('run', '2_look@1') } },
  'qemu.compareRuns': {
    icon: 'diff',
    menus: { [ITEM]: [inline('run', 2), below('run', '2_look@2')] },
  },
  'qemu.revealRun': { icon: 'folder-opened', menus: { [ITEM]: below('run$', '2_look@3') } },
  'qemu.deleteRun': { icon: 'trash', menus: { [ITEM]: below('run$', '5_delete@1') } },
  'qemu.showCoverage': { icon: 'run-coverage' },
  'qemu.startCoverageMark': { icon: 'bookmark', ...WITH_MACHINE },
  'qemu.showCoverageSinceMark': { icon: 'run-coverage' },
  'qemu.showLog': {
    icon: 'output',
    menus: { 'view/title': { when: 'view == qemu.machines', group: 'navigation@2' } },
  },
  'qemu.showTasks': { icon: 'list-tree' },
} as const satisfies Record<`qemu.${string}`, CommandEntry>;

/** Not for menus and keyboard shortcuts: run by an item of ours that is clicked. */
type InternalCommandId = 'qemu.showMachineActions' | 'qemu.prefixKey';

export type CommandId = keyof typeof COMMANDS | InternalCommandId;
