import type { SymbolFile } from '../../../../config/debug/debugSchema';
import type { ResolvedDebug } from '../../../../config/debug/resolveDebug';
import { architectureCommands } from '../../../../debug/gdbArchitectures';
import type { DelegateKind } from './kinds';

/** What a child session is made from. */
export interface ChildFacts {
  readonly config: ResolvedDebug;
  /** The ELF file with the symbols; absolute. */
  readonly program: string | undefined;
  /** The QEMU target, if the program does not tell a debugger which architecture it is. */
  readonly arch: string | undefined;
  /** The GDB to run, if one is to be run. */
  readonly gdb: string | undefined;
  /** A socket's path, or `host:port`. */
  readonly stub: string;
  readonly cwd: string;
}

/** A configuration for `startDebugging`, of another extension's type or, for GDB's own adapter, of ours. */
export type ChildConfiguration = {
  readonly type: string;
  readonly request: string;
  readonly name: string;
} & Readonly<Record<string, unknown>>;

/** In a child's configuration: the command line of its adapter. Never in launch.json. */
export const ADAPTER = '__qemuAdapter';

/** How a session is described to the debugger that it is handed to. The machine is held before its first instruction. */
export function childConfiguration(kind: DelegateKind, facts: ChildFacts): ChildConfiguration {
  switch (kind) {
    case 'cppdbg':
      return cppdbg(facts);
    case 'lldb-dap':
      return lldbDap(facts);
    case 'gdb-dap':
      return gdbDap(facts);
  }
}

/** The C/C++ extension: https://code.visualstudio.com/docs/cpp/launch-json-reference */
function cppdbg(facts: ChildFacts): ChildConfiguration {
  const { config, program, gdb, stub, cwd } = facts;
  return {
    type: 'cppdbg',
    request: 'launch',
    name: nameOf(config),
    ...(program !== undefined && { program }),
    cwd,
    MIMode: 'gdb',
    ...(gdb !== undefined && { miDebuggerPath: gdb }),
    miDebuggerServerAddress: stub,
    stopAtConnect: standsFirst(config),
    setupCommands: beforeConnect(facts).map((text) => ({ text })),
    postRemoteConnectCommands: afterConnect(config).map((text) => ({ text })),
    ...(config.sourceMap && { sourceFileMap: config.sourceMap }),
    externalConsole: false,
  };
}

/** LLVM's own extension: https://github.com/llvm/llvm-project/blob/main/lldb/tools/lldb-dap/README.md */
function lldbDap({ config, program, stub, cwd }: ChildFacts): ChildConfiguration {
  const symbol = stopOnSymbol(config);
  return {
    type: 'lldb-dap',
    request: 'attach',
    name: nameOf(config),
    ...(program !== undefined && { program }),
    cwd,
    attachCommands: [
      stub.startsWith('/') ? `process connect unix-connect://${stub}` : `gdb-remote ${stub}`,
      ...(config.symbolFiles ?? []).flatMap(lldbSymbols),
    ],
    preRunCommands:
      symbol === undefined ? [] : [`breakpoint set --one-shot true --hardware --name ${symbol}`],
    // Commands of the configuration are for the debugger that it names.
    postRunCommands: config.setupCommands ?? [],
    stopOnEntry: standsFirst(config),
    ...(config.sourceMap && { sourceMap: Object.entries(config.sourceMap) }),
  };
}

/** GDB's own adapter, GDB 14 and newer: GDB manual, "Debugger Adapter Protocol". */
function gdbDap(facts: ChildFacts): ChildConfiguration {
  const { config, program, gdb = 'gdb', stub } = facts;
  // It connects by request, and takes no commands for later: what needs no machine is done before.
  const commands = [...beforeConnect(facts), 'set breakpoint pending on', ...afterConnect(config)];
  return {
    type: 'qemu',
    request: 'attach',
    name: nameOf(config),
    ...(program !== undefined && { program }),
    target: stub,
    [ADAPTER]: [gdb, '--interpreter=dap', '-quiet', ...commands.flatMap((command) => ['-ex', command])],
  };
}

const nameOf = ({ name, debugger: kind }: ResolvedDebug): string => `${name ?? 'QEMU'} (${kind})`;

/** Whether the machine stays where the debugger meets it. */
export function standsFirst(config: ResolvedDebug): boolean {
  return config.request === 'attach' || config.stopAtEntry;
}

function stopOnSymbol(config: ResolvedDebug): string | undefined {
  return config.request === 'launch' ? config.stopOnSymbol : undefined;
}

function beforeConnect({ config, arch }: ChildFacts): string[] {
  return [
    'set confirm off',
    'set pagination off',
    ...(arch === undefined ? [] : architectureCommands(arch)),
    ...(config.debugger === 'gdb-dap'
      ? Object.entries(config.sourceMap ?? {}).map(([from, to]) => `set substitute-path "${from}" "${to}"`)
      : []),
  ];
}

function afterConnect(config: ResolvedDebug): string[] {
  const symbol = stopOnSymbol(config);
  return [
    ...(config.symbolFiles ?? []).map(gdbSymbols),
    ...(config.setupCommands ?? []),
    ...(symbol === undefined ? [] : [`thbreak ${symbol}`]),
  ];
}

function gdbSymbols(file: string | SymbolFile): string {
  if (typeof file === 'string') return `add-symbol-file "${file}"`;
  const offset = file.offset === undefined ? '' : ` -o ${file.offset}`;
  const sections = Object.entries(file.sections ?? {}).map(([name, address]) => ` -s ${name} ${address}`);
  return `add-symbol-file "${file.file}"${offset}${sections.join('')}`;
}

function lldbSymbols(file: string | SymbolFile): string[] {
  if (typeof file === 'string') return [`target modules add "${file}"`];
  const slide = file.offset === undefined ? '' : ` --slide ${file.offset}`;
  const sections = Object.entries(file.sections ?? {}).map(([name, address]) => ` ${name} ${address}`);
  const place = slide + sections.join('');
  const add = `target modules add "${file.file}"`;
  return place === '' ? [add] : [add, `target modules load --file "${file.file}"${place}`];
}
