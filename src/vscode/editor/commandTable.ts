/**
 * The commands of this extension, in the order in which `package.json` has them. `npm run generate` writes
 * `contributes.commands` and the menus from it; their titles are in `package.nls.json`, as `command.NAME`.
 * @module
 */

import type { ContextKey } from './contextValues';

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
  readonly key?: { readonly key: string; readonly when: WhenClause };
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

/** What can be sent to a port, as a menu of its own: in that of a terminal, and in that of a port's or machine's line. */
export const SEND = 'qemu.send';
const sending = (group: string) => ({ ...WITH_MACHINE, menus: { [SEND]: { when: 'true', group } } }) as const;

/** The title bar of the view of machines: what it shows comes from there, or is told of as a whole. */
const inTitle = (group: string) => ({ 'view/title': { when: 'view == qemu.machines', group } }) as const;

/** In the title bar of a document with a port's output. */
const IN_OUTPUT = 'resourceScheme == qemu-serial';
const inOutput = (order: number): MenuItem => ({ when: IN_OUTPUT, group: `navigation@${order}` });
/** Behind the three dots of that title bar. */
const moreInOutput = (group: string): MenuItem => ({ when: IN_OUTPUT, group });
const keyInOutput = (key: string) => ({ key, when: `${IN_OUTPUT} && editorTextFocus` }) as const;
/** Output is there, too, of a machine that has ended: in its terminal, in a document, in a run that was kept. */
const WITH_OUTPUT = {
  enablement: `qemu.machineCount > 0 || qemu.portActive || ${IN_OUTPUT} || viewItem =~ /^run/`,
} as const;

/** Menus that are a line of other menus, and where. */
export const SUBMENUS = [
  {
    id: TERMINAL,
    label: 'QEMU',
    menus: {
      // Where a person looks for what can be done with a terminal: in its text, and on its tab.
      'terminal/context': { when: 'qemu.terminalActive', group: 'z_qemu' },
      'terminal/title/context': { when: 'qemu.terminalActive', group: 'z_qemu' },
    },
  },
  {
    id: SEND,
    label: '%submenu.send%',
    menus: { [ITEM]: below('machine|port', '3_send@1'), [TERMINAL]: inTerminal('3_send@1') },
  },
] as const;

export const COMMANDS = {
  'qemu.launch': {
    icon: 'vm',
    ...ON_DISK,
    menus: inTitle('navigation@1'),
  },
  'qemu.debug': { icon: 'debug-alt', ...ON_DISK, menus: inTitle('1_launch@4') },
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
  'qemu.pasteCommandLine': { icon: 'clippy', ...ON_DISK, menus: inTitle('1_launch@1') },
  'qemu.importMachine': { icon: 'cloud-download', ...ON_DISK, menus: inTitle('1_launch@2') },
  'qemu.install': { icon: 'desktop-download', ...ON_DISK, menus: inTitle('1_launch@4') },
  'qemu.installHelp': { icon: 'question', menus: inTitle('1_launch@5') },
  'qemu.launchSample': { icon: 'rocket', ...ON_DISK, menus: inTitle('2_sample@1') },
  'qemu.runSampleTests': { icon: 'beaker', ...ON_DISK, menus: inTitle('2_sample@3') },
  'qemu.debugSample': { icon: 'debug-alt', ...ON_DISK, menus: inTitle('2_sample@2') },
  'qemu.addDebugConfiguration': { icon: 'gear', ...ON_DISK, menus: inTitle('1_launch@3') },
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
  'qemu.sendText': { icon: 'edit', ...sending('1_text@1') },
  'qemu.sendLines': { icon: 'list-flat', ...sending('1_text@2') },
  'qemu.sendHex': { icon: 'file-binary', ...sending('2_bytes@1') },
  'qemu.sendControlCharacter': { icon: 'symbol-key', ...sending('2_bytes@2') },
  'qemu.sendSysRq': { icon: 'flame', ...sending('2_bytes@4') },
  'qemu.sendMacro': { icon: 'play', ...sending('1_text@3') },
  'qemu.copySocketPath': {
    icon: 'plug',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('port .*shared', '5_copy@2') },
  },
  'qemu.toggleGuestKeys': { icon: 'keyboard', menus: { [SEND]: { when: 'true', group: '3_keys@1' } } },
  'qemu.sendFile': { icon: 'file-symlink-file', ...sending('1_text@4') },
  'qemu.sendBreak': { icon: 'zap', ...sending('2_bytes@3') },
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
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port', '2_look@3'),
      'view/title': { when: 'view == terminal && qemu.portActive', group: 'navigation@20' },
      [TERMINAL]: inTerminal('2_look@5'),
      'editor/title': inOutput(4),
    },
  },
  'qemu.selectTimestamps': {
    icon: 'watch',
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port', '2_look@4'),
      [TERMINAL]: inTerminal('2_look@6'),
      'editor/title': moreInOutput('2_times@1'),
    },
  },
  'qemu.changeEncoding': {
    icon: 'symbol-string',
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port', '2_look@5'),
      [TERMINAL]: inTerminal('2_look@7'),
      'editor/title': moreInOutput('2_times@2'),
    },
  },
  'qemu.openSerialOutput': {
    icon: 'go-to-file',
    ...WITH_OUTPUT,
    menus: { [ITEM]: below('port|runPort', '3_output@1'), [TERMINAL]: inTerminal('4_output@1') },
  },
  'qemu.openAllSerialOutput': {
    icon: 'files',
    ...WITH_OUTPUT,
    menus: { [ITEM]: below('machine|run$', '3_output@1'), [TERMINAL]: inTerminal('4_output@2') },
  },
  'qemu.findInSerialOutput': {
    icon: 'search',
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port|run', '3_output@2'),
      [TERMINAL]: inTerminal('4_output@3'),
      'editor/title': inOutput(1),
    },
  },
  'qemu.goToTime': {
    icon: 'history',
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port|run', '3_output@3'),
      [TERMINAL]: inTerminal('4_output@4'),
      'editor/title': inOutput(2),
    },
  },
  'qemu.saveSerialOutput': {
    icon: 'save-as',
    ...WITH_OUTPUT,
    menus: {
      [ITEM]: below('port|run', '3_output@4'),
      [TERMINAL]: inTerminal('4_output@5'),
      'editor/title': inOutput(5),
    },
  },
  'qemu.olderSerialOutput': {
    icon: 'arrow-up',
    palette: IN_OUTPUT,
    menus: { 'editor/title': moreInOutput('1_page@1') },
  },
  'qemu.newerSerialOutput': {
    icon: 'arrow-down',
    palette: IN_OUTPUT,
    menus: { 'editor/title': moreInOutput('1_page@2') },
  },
  'qemu.previousCrash': {
    icon: 'bug',
    palette: IN_OUTPUT,
    menus: { 'editor/title': moreInOutput('1_crash@1') },
    key: keyInOutput('shift+f8'),
  },
  'qemu.nextCrash': {
    icon: 'bug',
    palette: IN_OUTPUT,
    menus: { 'editor/title': moreInOutput('1_crash@2') },
    key: keyInOutput('f8'),
  },
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
    // A run has one, too.
    enablement: 'qemu.machineCount > 0 || viewItem =~ /^run/',
    menus: { [ITEM]: below('machine|origin|run$', '5_copy@1') },
  },
  'qemu.runAgain': {
    icon: 'debug-rerun',
    menus: { [ITEM]: [inline('run$', 1), below('run$', '1_run@1')] },
  },
  'qemu.openRun': { icon: 'go-to-file', menus: { [ITEM]: below('run$', '3_output@0') } },
  'qemu.compareRuns': {
    icon: 'diff',
    menus: { [ITEM]: [inline('run', 2), below('run', '2_look@2')] },
  },
  'qemu.revealRun': { icon: 'folder-opened', menus: { [ITEM]: below('run$', '2_look@3') } },
  'qemu.deleteRun': { icon: 'trash', menus: { [ITEM]: below('run$', '6_delete@1') } },
  'qemu.showCoverage': {
    icon: 'run-coverage',
    menus: { [ITEM]: below('machine .*covered', '4_coverage@1') },
  },
  'qemu.startCoverageMark': {
    icon: 'bookmark',
    ...WITH_MACHINE,
    menus: { [ITEM]: below('machine .*covered', '4_coverage@2') },
  },
  'qemu.showCoverageSinceMark': {
    icon: 'run-coverage',
    menus: { [ITEM]: below('machine .*covered', '4_coverage@3') },
  },
  'qemu.showLog': {
    icon: 'output',
    menus: inTitle('navigation@2'),
  },
  'qemu.showTasks': { icon: 'list-tree', menus: inTitle('3_show@1') },
} as const satisfies Record<`qemu.${string}`, CommandEntry>;

/** Not for menus and keyboard shortcuts: run by an item of ours that is clicked. */
type InternalCommandId = 'qemu.showMachineActions' | 'qemu.prefixKey';

export type CommandId = keyof typeof COMMANDS | InternalCommandId;
