import { basename, extname, resolve } from 'node:path';
import type { MachineConfiguration, PartialConfiguration, SerialConfiguration } from '../../config/types';
import { architectureOfBinary, defaultsOf, isArchitecture, wantsNoFirmware } from './architectures';
import { readImage, type ImageFacts } from './image';
import { StartError } from '../startErrors';

/** One serial port with everything that its configuration left open filled in; `none` ports are null slots. */
export type ResolvedPort = Required<Omit<SerialConfiguration, 'capture'>> & {
  readonly name: string;
  /** Absolute. */
  readonly capture?: string;
};

/** A configuration with the user's defaults, and with what we chose where both say nothing. */
export interface ResolvedMachine {
  readonly config: MachineConfiguration;
  readonly name: string;
  readonly arch: string;
  readonly machine: string | undefined;
  readonly cpu: string | undefined;
  readonly bios: string | undefined;
  readonly ports: readonly ResolvedPort[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** One sentence about how the architecture was chosen, for the log. */
  readonly because: string;
}

/**
 * Fills in what a configuration leaves open; looks at the image where that decides.
 * @throws {StartError} when the architecture cannot be told.
 */
export async function resolveMachine(
  written: MachineConfiguration,
  defaults: PartialConfiguration,
): Promise<ResolvedMachine> {
  const config: MachineConfiguration = { ...defaults, ...written };
  const cwd = resolve(config.cwd ?? process.cwd());
  const path = config.kernel ?? (config.bios === 'none' ? undefined : config.bios);
  const look = await lookAt(path === undefined ? undefined : resolve(cwd, path));
  const { arch, because } = chooseArchitecture(config, look, path);
  const chosen = isArchitecture(arch) ? defaultsOf(arch) : undefined;
  // A default CPU belongs to the default machine; another machine has its own.
  const ours = config.machine === undefined || config.machine.split(',')[0] === chosen?.machine;
  const noFirmware = config.kernel !== undefined && ours && wantsNoFirmware(arch, look.facts);
  return {
    config,
    name: config.name ?? nameFrom(config),
    arch,
    machine: config.machine ?? chosen?.machine,
    cpu: config.cpu ?? (ours ? chosen?.cpu : undefined),
    bios: config.bios ?? (noFirmware ? 'none' : undefined),
    ports: (config.serial ?? [{}]).map((port, index) => resolvePort(port, index, cwd)),
    cwd,
    env: mergeEnvironment(config.env),
    because,
  };
}

interface Look {
  readonly facts?: ImageFacts;
  readonly problem?: string;
}

async function lookAt(path: string | undefined): Promise<Look> {
  if (path === undefined) return {};
  try {
    return { facts: await readImage(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      problem: code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read: ${code ?? ''}`,
    };
  }
}

/** In the order of how explicit they are. A PC only when nothing at all says otherwise. */
function chooseArchitecture(
  config: MachineConfiguration,
  { facts, problem }: Look,
  path: string | undefined,
): { arch: string; because: string } {
  if (config.arch !== undefined) return { arch: config.arch, because: 'the configuration says so' };
  const named = config.qemuPath === undefined ? undefined : architectureOfBinary(config.qemuPath);
  if (named !== undefined) return { arch: named, because: `qemuPath is ${config.qemuPath}` };
  if (facts?.arch !== undefined) return { arch: facts.arch, because: `${path} (${facts.format}) is for it` };
  if (path === undefined) return { arch: 'x86_64', because: 'there is neither kernel nor bios to tell' };
  const field = config.kernel === undefined ? 'bios' : 'kernel';
  // A bare name may be one that QEMU finds in its own data directory; those that people use are a PC's.
  if (problem !== undefined && field === 'bios' && !/[\\/]/.test(path)) {
    return { arch: 'x86_64', because: `${path} is none of our files, so one of QEMU's own` };
  }
  if (problem !== undefined) {
    throw new StartError(`${field}: ${problem}.`, 'Is it built, and is the path right?');
  }
  throw new StartError(
    `${field}: ${path} does not say which architecture it is for (${facts?.format ?? 'unknown'} file).`,
    'Set "arch", for example to "x86_64", "aarch64" or "riscv64".',
  );
}

function nameFrom({ kernel, bios, drives, cdrom }: MachineConfiguration): string {
  const drive = drives?.[0];
  const file = kernel ?? (typeof drive === 'string' ? drive : drive?.file) ?? cdrom ?? bios;
  return file === undefined ? 'qemu' : basename(file, extname(file));
}

function resolvePort(port: SerialConfiguration, index: number, cwd: string): ResolvedPort {
  const { capture, ...rest } = port;
  return {
    name: `serial${index}`,
    device: 'uart',
    terminal: 'open',
    newline: 'cr',
    implicitCarriageReturn: true,
    localEcho: false,
    bracketedPaste: false,
    characterDelayMs: 0,
    lineDelayMs: 0,
    ...rest,
    ...(capture !== undefined && { capture: resolve(cwd, capture) }),
  };
}

/** `null` removes a variable. */
function mergeEnvironment(changes: MachineConfiguration['env']): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === null) Reflect.deleteProperty(env, name);
    else env[name] = value;
  }
  return env;
}
