import * as l10n from '@vscode/l10n';
import { asError, messageOf } from '../../concurrency/messageOf';
import { architectureOfBinary } from '../../config/architectures';
import type { DebuggerKind } from '../../config/debug/debugSchema';
import type { ResolvedDebug } from '../../config/debug/resolveDebug';
import { readImage, type ImageFacts } from '../../machine/image';
import type { Machine } from '../../machine/machine';
import { imageOf } from '../../machine/command/resolve';
import { findGdb } from './findGdb';
import { type Program, programIn, readProgram } from './program';

/** How a configuration is going to be debugged. */
export interface Plan {
  readonly kind: Exclude<DebuggerKind, 'auto'>;
  /** A sentence for the Debug Console about what was chosen; empty if there was nothing to choose. */
  readonly note: string;
  /** The ELF file with the symbols, if there is one. */
  readonly program: Program | undefined;
  /** What a launch boots; undefined if it cannot be read, or QEMU has to find it. */
  readonly image: ImageFacts | undefined;
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
 * Decides how to debug, looking at the image, at the program and at which GDB there is. The image is read here and
 * nowhere later.
 */
export async function makePlan(config: ResolvedDebug, context: PlanContext): Promise<Plan> {
  const noDebug = context.noDebug ?? false;
  const wanted = noDebug ? 'none' : config.debugger;
  // What is wrong with it is told by the start.
  const image = await imageFacts(config).catch(() => undefined);
  const files = (program: Program | undefined): Pick<Plan, 'program' | 'image'> => ({
    program,
    image: unwrapped(image, program),
  });
  try {
    const program = await programOf(config, image, context);
    if (wanted === 'none' || wanted === 'lldb-dap')
      return { kind: wanted, note: '', ...files(program), gdb: undefined, noDebug, failure: undefined };
    const arch = architectureOf(config, unwrapped(image, program), context) ?? program?.arch;
    if (wanted !== 'auto') return await withGdb(wanted, config, files(program), arch, context);
    return await choose(config, files(program), arch, context);
  } catch (error) {
    const kind = wanted === 'auto' ? 'none' : wanted;
    const failure = asError(error);
    return { kind, note: '', ...files(undefined), gdb: undefined, noDebug, failure };
  }
}

async function withGdb(
  kind: Plan['kind'],
  config: ResolvedDebug,
  files: Pick<Plan, 'program' | 'image'>,
  arch: string | undefined,
  context: PlanContext,
): Promise<Plan> {
  const gdb = await findGdb(arch, config.gdb, context.searchPath, context.signal);
  return { kind, note: '', ...files, gdb, noDebug: false, failure: undefined };
}

async function choose(
  config: ResolvedDebug,
  files: Pick<Plan, 'program' | 'image'>,
  arch: string | undefined,
  context: PlanContext,
): Promise<Plan> {
  const { program } = files;
  const without = (note: string): Plan => ({
    kind: 'none',
    note: `${note} Debugging without symbols: registers, memory and disassembly come from QEMU.`,
    ...files,
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
    return await withGdb('gdb', config, files, arch, context);
  } catch (error) {
    if (config.gdb !== undefined || needsGdb) throw error;
    return without(messageOf(error));
  }
}

/** @throws when `program` is given and is no ELF file. */
async function programOf(
  config: ResolvedDebug,
  image: ImageFacts | undefined,
  context: PlanContext,
): Promise<Program | undefined> {
  const { program } = config;
  if (program !== undefined) {
    const read = await readProgram(program).catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(
        code === 'ENOENT'
          ? l10n.t('program: {0} does not exist. Is it built?', program)
          : l10n.t('program: {0} cannot be read: {1}.', program, message),
        { cause: error },
      );
    });
    if (!read) throw new Error(l10n.t('program: {0} is not an ELF file, so it has no symbols.', program));
    return read;
  }
  if (config.request === 'launch') {
    const { kernel } = config.machine;
    return kernel === undefined || image === undefined ? undefined : programIn(kernel, image);
  }
  const kernel = machineOf(config.machine, context)?.config.kernel;
  return kernel === undefined ? undefined : await readProgram(kernel).catch(() => undefined);
}

/** The architecture of the machine, as far as the configuration or its image tells. */
function architectureOf(
  config: ResolvedDebug,
  image: ImageFacts | undefined,
  context: PlanContext,
): string | undefined {
  if (config.request === 'attach') return machineOf(config.machine, context)?.arch;
  const { arch, qemuPath } = config.machine;
  return arch ?? (qemuPath === undefined ? undefined : architectureOfBinary(qemuPath)) ?? image?.arch;
}

/** Multiboot takes 32-bit files only: a 64-bit kernel comes wrapped in one, and the program says what it is. */
function unwrapped(image: ImageFacts | undefined, program: Program | undefined): ImageFacts | undefined {
  return image?.arch === 'i386' && program?.arch === 'x86_64' ? { ...image, arch: program.arch } : image;
}

async function imageFacts(config: ResolvedDebug): Promise<ImageFacts | undefined> {
  const path = config.request === 'launch' ? imageOf(config.machine) : undefined;
  return path === undefined ? undefined : await readImage(path);
}

function machineOf(name: string | undefined, context: PlanContext): Machine | undefined {
  return name === undefined ? undefined : context.findMachine(name);
}
