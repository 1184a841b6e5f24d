import * as l10n from '@vscode/l10n';
import type { Notice } from '../../config/adopt/adopted';
import { ARCHITECTURES, type Architecture, architectureOfBinary } from '../../config/architectures';
import { importOptions } from '../../config/import/importOptions';
import type { MachineConfiguration, PartialConfiguration, SerialConfiguration } from '../../config/types';
import { isPath } from '../../config/paths';
import { withHomeDirectory } from './homeDirectory';
import type { PastedCommand } from './read/pastedCommand';

/** A command line as a configuration. */
export interface Converted {
  /** Without what is only about a debugger. */
  readonly machine: MachineConfiguration;
  /** `-S`. */
  readonly startsPaused: boolean;
  /** Where a debugger was to connect: the value of `-gdb`. */
  readonly gdb: string | undefined;
  /** What is not as it was on the command line, and why; in the order in which a person reads it. */
  readonly changes: readonly Notice[];
}

/** Turns a command line into a configuration that starts the same machine. Pure; never throws. */
export function convert(command: PastedCommand): Converted {
  const { program, environment, directory } = command;
  const named = programFields(program);
  const { args, changes } = withHomeDirectory(command.args);
  const imported = importOptions([...named.options, ...args], named.fields.arch);
  const { fields } = imported;
  const machine: MachineConfiguration = {
    type: 'qemu',
    ...named.fields,
    ...fields,
    ...capturing(fields, command.output),
    ...(Object.keys(environment).length > 0 && { env: { ...environment } }),
    ...(directory !== undefined && { cwd: directory }),
  };
  return {
    machine,
    startsPaused: imported.startsPaused,
    gdb: imported.gdb,
    changes: [
      ...named.changes,
      ...wrapperChanges(command),
      ...changes,
      ...imported.notices,
      ...streamChanges(command),
    ],
  };
}

interface Program {
  readonly fields: { readonly arch?: Architecture; readonly qemuPath?: string };
  readonly options: readonly string[];
  readonly changes: readonly Notice[];
}

function programFields(program: string): Program {
  const name = program.split(/[\\/]/).at(-1) ?? '';
  const arch = architectureOfBinary(program);
  const known = ARCHITECTURES.find((one) => one === arch);
  if (program === '') return { fields: {}, options: [], changes: [] };
  if (isPath(program)) return { fields: { qemuPath: program }, options: [], changes: [] };
  if (known) return { fields: { arch: known }, options: [], changes: [] };
  if (/^(qemu-)?kvm$/.test(name)) return ofOld(program, 'x86_64', ['-enable-kvm']);
  if (name === 'qemu') return ofOld(program, 'i386', []);
  return { fields: { qemuPath: program }, options: [], changes: [] };
}

/** Names that distributions gave QEMU for a PC. */
function ofOld(program: string, arch: Architecture, options: readonly string[]): Program {
  const today = [`qemu-system-${arch}`, ...options].join(' ');
  return {
    fields: { arch },
    options,
    changes: [{ option: program, text: l10n.t('an old name of {0}', today) }],
  };
}

function wrapperChanges({ wrapper }: PastedCommand): Notice[] {
  if (wrapper.length === 0) return [];
  const text = whyLeftOut(wrapper);
  return [{ option: wrapper.join(' '), text }];
}

/** Programs behind which another file system is, and often another computer. */
const ELSEWHERE =
  /^(docker|podman|nerdctl|kubectl|lxc|incus|ssh|vagrant|wsl|toolbox|distrobox|chroot|schroot|systemd-nspawn)(\.exe)?$/;

function whyLeftOut(wrapper: readonly string[]): string {
  if (wrapper.some((word) => ELSEWHERE.test(word)))
    return l10n.t('left out; QEMU runs here, with the programs, files and ports of this computer');
  if (/^(sudo|doas|pkexec)$/.test(wrapper[0] ?? ''))
    return l10n.t('left out; QEMU runs as you, and what it opens must be yours to open');
  return l10n.t('left out; the extension starts QEMU itself, and Stop ends it');
}

function streamChanges({ dropped, output }: PastedCommand): Notice[] {
  const kept =
    output === undefined
      ? []
      : [{ option: output, text: l10n.t('gets what the first serial port prints ("capture")') }];
  return [
    ...kept,
    ...dropped
      .filter((what) => !JOINS.includes(what))
      .map((option) => ({ option, text: l10n.t('left out; the serial ports are terminals here') })),
  ];
}

/** They only bring two streams together. */
const JOINS = ['2>&1', '1>&2', '>&'];

/** What went through a pipe into a file is what the port on the standard streams prints. */
function capturing({ serial }: PartialConfiguration, output: string | undefined): PartialConfiguration {
  if (output === undefined) return {};
  const ports: readonly SerialConfiguration[] = serial ?? [{}];
  const first = ports.findIndex(({ device }) => device !== 'none');
  const captured = ports.map((port, index) => (index === first ? { capture: output, ...port } : port));
  return first < 0 ? {} : { serial: captured };
}

/** As a task has it: what a debugger is to find is among the options. */
export function asTask({ machine, startsPaused, gdb }: Converted): MachineConfiguration {
  const extra = [...(gdb === undefined ? [] : ['-gdb', localStub(gdb)]), ...(startsPaused ? ['-S'] : [])];
  return extra.length === 0 ? machine : { ...machine, args: [...(machine.args ?? []), ...extra] };
}

/** A debug session has a connection of its own, and waits where it is told to. */
export function asLaunch({ machine, startsPaused }: Converted): Readonly<Record<string, unknown>> {
  const { type, ...fields } = machine;
  return { type, request: 'launch', ...fields, ...(startsPaused && { stopAtEntry: true }) };
}

/** Anyone who connects to a stub can run programs as the user that runs QEMU. */
function localStub(gdb: string): string {
  return gdb.replace(/^tcp:(?:0\.0\.0\.0|\[::\]|\*)?:/, 'tcp:127.0.0.1:');
}

/** What becomes of `-s`, `-gdb` and `-S`, for a person who reads it. */
export function debuggerChanges({ startsPaused, gdb }: Converted): Notice[] {
  return [
    ...(gdb === undefined || localStub(gdb) === gdb
      ? []
      : [
          {
            option: `-gdb ${gdb}`,
            text: l10n.t('in a task, "{0}": open to this computer only', localStub(gdb)),
          },
        ]),
    ...(gdb === undefined
      ? []
      : [
          { option: `-gdb ${gdb}`, text: l10n.t('in launch.json, left out: F5 has a connection of its own') },
        ]),
    ...(startsPaused
      ? [
          {
            option: '-S',
            text: l10n.t('in launch.json, "stopAtEntry"; a task waits for "QEMU: Resume Machine"'),
          },
        ]
      : []),
  ];
}
