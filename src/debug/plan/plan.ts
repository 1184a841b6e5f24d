import { resolve } from 'node:path';
import { asError, messageOf } from '../../concurrency/messageOf';
import type { DebugConfiguration, DebuggerKind } from '../../config/debug/debugSchema';
import { architectureOfBinary } from '../../machine/start/architectures';
import { readImage } from '../../machine/start/image';
import type { Machine } from '../../machine/machine';
import { findGdb } from '../gdb/process/findGdb';
import { readProgram, type Program } from './program';

/** How a configuration is going to be debugged. */
export interface Plan {
  readonly kind: Exclude<DebuggerKind, 'auto'>;
  /** A sentence for the Debug Console about what was chosen; empty where nothing was left to choose. */
  readonly note: string;
  /** The ELF file with the symbols, where there is one. */
  readonly program: Program | undefined;
  /** The GDB to run, for the kinds that run one. */
  readonly gdb: string | undefined;
  /** "Run Without Debugging": the machine runs at once, and is left as it is configured. */
  readonly noDebug: boolean;
  /** What is wrong already: told when the session starts, in place of starting it. */
  readonly failure: Error | undefined;
}

export interface PlanContext {
  /** The machine that an attach configuration names, when it runs. */
  findMachine(idOrName: string): Machine | undefined;
  /** Where a GDB is looked for; PATH unless told. */
  readonly searchPath?: string;
  /** No debugger, whatever the configuration says. */
  readonly noDebug?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Decides how to debug, looking at the program and at which GDB there is.
 * @param config With absolute paths.
 */
export async function makePlan(config: DebugConfiguration, context: PlanContext): Promise<Plan> {
  const noDebug = context.noDebug ?? false;
  const wanted = noDebug ? 'none' : (config.debugger ?? 'auto');
  try {
    const program = await programOf(config, context);
    if (wanted === 'none' || wanted === 'lldb-dap')
      return { kind: wanted, note: '', program, gdb: undefined, noDebug, failure: undefined };
    const arch = (await architectureOf(config, context)) ?? program?.arch;
    if (wanted !== 'auto') return await withGdb(wanted, config, program, arch, context);
    return await choose(config, program, arch, context);
  } catch (error) {
    const kind = wanted === 'auto' ? 'none' : wanted;
    const failure = asError(error);
    return { kind, note: '', program: undefined, gdb: undefined, noDebug, failure };
  }
}

async function withGdb(
  kind: Plan['kind'],
  config: DebugConfiguration,
  program: Program | undefined,
  arch: string | undefined,
  context: PlanContext,
): Promise<Plan> {
  const gdb = await findGdb(arch, config.gdb, context.searchPath, context.signal);
  return { kind, note: '', program, gdb, noDebug: false, failure: undefined };
}

async function choose(
  config: DebugConfiguration,
  program: Program | undefined,
  arch: string | undefined,
  context: PlanContext,
): Promise<Plan> {
  const without = (note: string): Plan => ({
    kind: 'none',
    note: `${note} Debugging without symbols: registers, memory and disassembly come from QEMU.`,
    program,
    gdb: undefined,
    noDebug: false,
    failure: undefined,
  });
  // A stub without a monitor is only good for a GDB.
  const needsGdb = config.request === 'attach' && config.machine === undefined && config.qmp === undefined;
  if (!program && !needsGdb) return without('There is no ELF file with symbols ("program").');
  if (program && !program.hasSymbols && config.gdb === undefined && !needsGdb)
    return without(`${program.path} has no symbols.`);
  try {
    return await withGdb('gdb', config, program, arch, context);
  } catch (error) {
    if (config.gdb !== undefined || needsGdb) throw error;
    return without(messageOf(error));
  }
}

/** @throws when `program` is given and is no ELF file. */
async function programOf(config: DebugConfiguration, context: PlanContext): Promise<Program | undefined> {
  const { program } = config;
  if (program !== undefined) {
    const read = await readProgram(program).catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      const what = code === 'ENOENT' ? 'does not exist. Is it built?' : `cannot be read: ${message}.`;
      throw new Error(`program: ${program} ${what}`, { cause: error });
    });
    if (!read) throw new Error(`program: ${program} is not an ELF file, so it has no symbols.`);
    return read;
  }
  const machine = config.request === 'launch' ? config : machineOf(config.machine, context)?.config;
  if (machine?.kernel === undefined) return undefined;
  const cwd = config.request === 'launch' ? (config.cwd ?? '') : (machine.cwd ?? '');
  // What is wrong with the kernel is told by the start, in QEMU's words.
  return await readProgram(resolve(cwd, machine.kernel)).catch(() => undefined);
}

/** The architecture of the machine, as far as the configuration or its image tells. */
async function architectureOf(config: DebugConfiguration, context: PlanContext): Promise<string | undefined> {
  if (config.request === 'attach') return machineOf(config.machine, context)?.arch;
  const named = config.qemuPath === undefined ? undefined : architectureOfBinary(config.qemuPath);
  return config.arch ?? named ?? (await architectureOfImage(config));
}

/** What the image that is booted says; undefined where it says nothing, and where QEMU must find it. */
export async function architectureOfImage(config: {
  kernel?: string;
  bios?: string;
  cwd?: string;
}): Promise<string | undefined> {
  const image = config.kernel ?? config.bios;
  if (image === undefined) return undefined;
  const facts = await readImage(resolve(config.cwd ?? '', image)).catch(() => undefined);
  return facts?.arch;
}

function machineOf(name: string | undefined, context: PlanContext): Machine | undefined {
  return name === undefined ? undefined : context.findMachine(name);
}
