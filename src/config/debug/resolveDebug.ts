import { resolve } from 'node:path';
import { UNCHANGED_SETTINGS, type MachineDefaults } from '../defaults';
import { type Endpoint, parseEndpoint } from '../endpoints';
import { absoluteCapture, isPath, workingDirectory } from '../paths';
import type { ResolvedConfiguration, ResolvedSerial } from '../resolved';
import { resolveConfiguration, resolvePorts } from '../resolve/resolveConfiguration';
import {
  type AttachConfiguration,
  DEBUG_BUILT_IN,
  type DebugConfiguration,
  type DebuggerKind,
  type DebuggerSettings,
  type LaunchConfiguration,
} from './debugSchema';
import { machinePart } from './debugValidate';

/** How a machine is debugged, with absolute paths. */
interface ResolvedDebugger extends Readonly<Omit<DebuggerSettings, 'debugger'>> {
  /** Absolute. */
  readonly cwd: string;
  readonly debugger: DebuggerKind;
}

/** A launch configuration with nothing left open. */
export interface ResolvedLaunch
  extends ResolvedDebugger, Readonly<Pick<LaunchConfiguration, 'stopOnSymbol' | 'record' | 'replay'>> {
  readonly request: 'launch';
  readonly name: string;
  readonly machine: ResolvedConfiguration;
  readonly stopAtEntry: boolean;
  readonly postMortem: boolean;
  readonly restart: 'reset' | 'relaunch';
}

/** A serial port of a QEMU that is not ours, with nothing left open. */
export interface ResolvedExternalPort extends Omit<ResolvedSerial, 'device' | 'terminal' | 'expose'> {
  readonly endpoint: Endpoint;
}

/** An attach configuration with nothing left open. */
export interface ResolvedAttach
  extends ResolvedDebugger, Readonly<Pick<AttachConfiguration, 'machine' | 'qmp' | 'gdbStub'>> {
  readonly request: 'attach';
  readonly name?: string;
  readonly serial?: readonly ResolvedExternalPort[];
}

export type ResolvedDebug = ResolvedLaunch | ResolvedAttach;

/**
 * Decides everything that a launch or attach configuration leaves open, once.
 * @param config What `validateDebug` returned, with variables substituted.
 * @param base Where a relative `cwd` starts; absolute.
 */
export function resolveDebug(
  config: DebugConfiguration,
  defaults: MachineDefaults = UNCHANGED_SETTINGS,
  base = process.cwd(),
): ResolvedDebug {
  return config.request === 'launch'
    ? resolveLaunch(config, defaults, base)
    : resolveAttach(config, defaults, base);
}

function resolveLaunch(config: LaunchConfiguration, defaults: MachineDefaults, base: string): ResolvedLaunch {
  const machine = resolveConfiguration(machinePart(config), defaults, base);
  const { stopAtEntry, postMortem, restart } = { ...DEBUG_BUILT_IN, ...config };
  const { stopOnSymbol, record, replay } = config;
  const { cwd, name } = machine;
  return {
    request: 'launch',
    machine,
    name,
    ...resolveDebugger(config, cwd),
    stopAtEntry,
    postMortem,
    restart,
    ...(stopOnSymbol !== undefined && { stopOnSymbol }),
    ...(record !== undefined && { record: resolve(cwd, record) }),
    ...(replay !== undefined && { replay: resolve(cwd, replay) }),
  };
}

function resolveAttach(config: AttachConfiguration, defaults: MachineDefaults, base: string): ResolvedAttach {
  const cwd = workingDirectory(config.cwd, base);
  const { machine, qmp, gdbStub, serial } = config;
  const absolute = (text: string): string => {
    const endpoint = endpointIn(text, cwd);
    return endpoint && 'path' in endpoint ? `${endpoint.kind}:${endpoint.path}` : text;
  };
  return {
    request: 'attach',
    ...(config.name !== undefined && { name: config.name }),
    ...resolveDebugger(config, cwd),
    ...(machine !== undefined && { machine }),
    ...(qmp !== undefined && { qmp: absolute(qmp) }),
    ...(gdbStub !== undefined && { gdbStub: absolute(gdbStub) }),
    ...(serial && { serial: resolveExternalPorts(serial, defaults, cwd) }),
  };
}

function resolveExternalPorts(
  written: NonNullable<AttachConfiguration['serial']>,
  defaults: MachineDefaults,
  cwd: string,
): ResolvedExternalPort[] {
  const ports = written.map((port) => (typeof port === 'string' ? { endpoint: port } : port));
  const described = ports.map(({ endpoint: _, ...port }) => port);
  return resolvePorts(described, defaults).flatMap(({ device: _, terminal: _open, ...port }, index) => {
    const endpoint = endpointIn(ports[index]?.endpoint ?? '', cwd);
    return endpoint ? [{ ...absoluteCapture(port, cwd), endpoint }] : [];
  });
}

/** The sockets of `unix:` are files like all others. */
function endpointIn(text: string, cwd: string): Endpoint | undefined {
  const endpoint = parseEndpoint(text);
  return endpoint && 'path' in endpoint ? { ...endpoint, path: resolve(cwd, endpoint.path) } : endpoint;
}

function resolveDebugger(config: DebugConfiguration, cwd: string): ResolvedDebugger {
  const at = (path: string): string => resolve(cwd, path);
  const { program, symbolFiles, sourceMap, gdb, setupCommands } = config;
  return {
    cwd,
    debugger: config.debugger ?? DEBUG_BUILT_IN.debugger,
    ...(setupCommands && { setupCommands }),
    ...(program !== undefined && { program: at(program) }),
    // A bare name is looked up in PATH.
    ...(gdb !== undefined && { gdb: isPath(gdb) ? at(gdb) : gdb }),
    ...(symbolFiles && {
      symbolFiles: symbolFiles.map((file) =>
        typeof file === 'string' ? at(file) : { ...file, file: at(file.file) },
      ),
    }),
    // What is mapped is the compiler's path, and may be relative on purpose.
    ...(sourceMap && {
      sourceMap: Object.fromEntries(Object.entries(sourceMap).map(([from, to]) => [from, at(to)])),
    }),
  };
}
