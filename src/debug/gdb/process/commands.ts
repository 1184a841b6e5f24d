import { dirname } from 'node:path';
import type { DebuggerSettings, SymbolFile } from '../../../config/debug/debugSchema';
import type { Program } from '../../plan/program';
import { architectureCommands } from '../../gdbArchitectures';
import { cli, quote } from './mi';

/** What the commands are made from. */
export interface CommandFacts {
  readonly settings: DebuggerSettings;
  readonly program: Program | undefined;
  /** The QEMU target that runs the machine; undefined if unknown. */
  readonly arch: string | undefined;
}

/** MI commands before GDB connects. */
export function beforeConnect({ settings, program, arch }: CommandFacts): string[] {
  return [
    cli('set confirm off'),
    cli('set pagination off'),
    // Otherwise a GDB that starts in color says so in the middle of error messages.
    cli('set style enabled off'),
    ...(needsArchitecture(program, arch) ? architectureCommands(arch).map((command) => cli(command)) : []),
    // An array of characters is text up to its end.
    cli('set print null-stop on'),
    // First the places that the symbols name; then beside the program, for sources that moved with it.
    ...(program ? [`-environment-directory "$cdir" "$cwd" ${quote(dirname(program.path))}`] : []),
    ...Object.entries(settings.sourceMap ?? {}).map(mapSources),
  ];
}

/**
 * A program of the machine's own architecture tells GDB. A 32-bit ELF file on a 64-bit PC would mislead it: GDB
 * then refuses the stub's registers ("Remote 'g' packet reply is too long").
 */
function needsArchitecture(program: Program | undefined, arch: string | undefined): arch is string {
  return arch !== undefined && program?.arch !== arch;
}

/** MI commands once GDB is connected and the machine stands still. */
export function afterConnect({ settings }: CommandFacts): string[] {
  return [
    // An emulated machine may take long over one packet, e.g. while it translates. In seconds.
    cli('set remotetimeout 10'),
    ...(settings.symbolFiles ?? []).map(addSymbols),
    ...(settings.setupCommands ?? []).map(asMi),
  ];
}

/** Which field of the configuration a command comes from, for the message when GDB refuses it. */
export function originsOf({ sourceMap, symbolFiles, setupCommands }: DebuggerSettings): Map<string, string> {
  return new Map([
    ...Object.entries(sourceMap ?? {}).map(
      (entry) => [mapSources(entry), `sourceMap["${entry[0]}"]`] as const,
    ),
    ...(symbolFiles ?? []).map((file, index) => [addSymbols(file), `symbolFiles[${index}]`] as const),
    ...(setupCommands ?? []).map(
      (command, index) => [asMi(command), `setupCommands[${index}] (${command})`] as const,
    ),
  ]);
}

/** A person's own command, which may be MI. */
function asMi(command: string): string {
  return command.startsWith('-') ? command : cli(command);
}

function mapSources([from, to]: readonly [string, string]): string {
  return cli(`set substitute-path ${quote(from)} ${quote(to)}`);
}

function addSymbols(file: string | SymbolFile): string {
  if (typeof file === 'string') return cli(`add-symbol-file ${quote(file)}`);
  const offset = file.offset === undefined ? '' : ` -o ${file.offset}`;
  const sections = Object.entries(file.sections ?? {}).map(([name, address]) => ` -s ${name} ${address}`);
  return cli(`add-symbol-file ${quote(file.file)}${offset}${sections.join('')}`);
}
