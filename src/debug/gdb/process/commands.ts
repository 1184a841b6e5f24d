import { dirname } from 'node:path';
import type { DebuggerSettings, SymbolFile } from '../../../config/debug/debugSchema';
import type { Program } from '../../plan/program';
import { architectureCommands } from './architectures';
import { cli, quote } from './mi';

/** What the commands are made from. */
export interface CommandFacts {
  readonly settings: DebuggerSettings;
  readonly program: Program | undefined;
  /** The QEMU target that runs the machine; undefined where nobody says. */
  readonly arch: string | undefined;
}

/** MI commands before GDB connects. */
export function beforeConnect({ settings, program, arch }: CommandFacts): string[] {
  const folders = program === undefined ? [] : [quote(dirname(program.path))];
  return [
    cli('set confirm off'),
    cli('set pagination off'),
    // Otherwise a GDB that starts in color says so in the middle of error messages.
    cli('set style enabled off'),
    ...(needsArchitecture(program, arch) ? architectureCommands(arch).map((command) => cli(command)) : []),
    // Where sources are that the program knows by relative paths only: beside it, as often as not.
    ...(folders.length > 0 ? [`-environment-directory ${folders.join(' ')}`] : []),
    ...Object.entries(settings.sourceMap ?? {}).map(([from, to]) =>
      cli(`set substitute-path ${quote(from)} ${quote(to)}`),
    ),
  ];
}

/**
 * A program of the machine's own architecture tells GDB. A 32-bit ELF file on a 64-bit PC would tell it wrong: GDB
 * then refuses the stub's registers ("Remote 'g' packet reply is too long").
 */
function needsArchitecture(program: Program | undefined, arch: string | undefined): arch is string {
  return arch !== undefined && program?.arch !== arch;
}

/** MI commands once GDB is connected and the machine stands still. */
export function afterConnect({ settings }: CommandFacts): string[] {
  return [
    // A machine that is emulated may take long over one packet, e.g. while it translates. In seconds.
    cli('set remotetimeout 10'),
    ...(settings.symbolFiles ?? []).map(addSymbols),
    ...(settings.setupCommands ?? []).map((command) => (command.startsWith('-') ? command : cli(command))),
  ];
}

function addSymbols(file: string | SymbolFile): string {
  if (typeof file === 'string') return cli(`add-symbol-file ${quote(file)}`);
  const offset = file.offset === undefined ? '' : ` -o ${file.offset}`;
  const sections = Object.entries(file.sections ?? {}).map(([name, address]) => ` -s ${name} ${address}`);
  return cli(`add-symbol-file ${quote(file.file)}${offset}${sections.join('')}`);
}
