import { resolve } from 'node:path';
import type { ResolvedConfiguration, ResolvedSerial } from '../../config/resolved';
import { isPath } from '../../config/paths';
import { architectureOfBinary, defaultsOf, isArchitecture, wantsNoFirmware } from './architectures';
import { readImage, type ImageFacts } from './image';
import { StartError } from '../startErrors';

/** A configuration together with what its image decides. */
export interface ResolvedMachine {
  readonly config: ResolvedConfiguration;
  readonly name: string;
  readonly arch: string;
  readonly machine: string | undefined;
  readonly cpu: string | undefined;
  readonly bios: string | undefined;
  readonly ports: readonly ResolvedSerial[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** One sentence about how the architecture was chosen, for the log. */
  readonly because: string;
}

/**
 * Decides what depends on the image that is booted: the architecture, and what follows from it.
 * @param known What the image is, for a caller that has looked at it already.
 * @throws {StartError} when the architecture cannot be told.
 */
export async function resolveMachine(
  config: ResolvedConfiguration,
  known?: ImageFacts,
): Promise<ResolvedMachine> {
  const path = imageOf(config);
  const look = known ? { facts: known } : await lookAt(path);
  const { arch, because } = chooseArchitecture(config, look, path);
  const chosen = isArchitecture(arch) ? defaultsOf(arch) : undefined;
  // A default CPU belongs to the default machine; another machine has its own.
  const ours = config.machine === undefined || config.machine.split(',')[0] === chosen?.machine;
  const noFirmware = config.kernel !== undefined && ours && wantsNoFirmware(arch, look.facts);
  return {
    config,
    name: config.name,
    arch,
    machine: config.machine ?? chosen?.machine,
    cpu: config.cpu ?? (ours ? chosen?.cpu : undefined),
    bios: config.bios ?? (noFirmware ? 'none' : undefined),
    ports: config.serial,
    cwd: config.cwd,
    env: mergeEnvironment(config.env),
    because,
  };
}

/** The file that may say what machine it is for, absolute. A firmware of QEMU's own does not exist under this path. */
export function imageOf({ kernel, bios, cwd }: ResolvedConfiguration): string | undefined {
  if (kernel !== undefined) return kernel;
  return bios === undefined || bios === 'none' ? undefined : resolve(cwd, bios);
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
  config: ResolvedConfiguration,
  { facts, problem }: Look,
  path: string | undefined,
): { arch: string; because: string } {
  if (config.arch !== undefined) return { arch: config.arch, because: 'the configuration says so' };
  const named = config.qemuPath === undefined ? undefined : architectureOfBinary(config.qemuPath);
  if (named !== undefined) return { arch: named, because: `qemuPath is ${config.qemuPath}` };
  if (facts?.arch !== undefined) return { arch: facts.arch, because: `${path} (${facts.format}) is for it` };
  if (path === undefined) return { arch: 'x86_64', because: 'there is neither kernel nor bios to tell' };
  const field = config.kernel === undefined ? 'bios' : 'kernel';
  // Those of QEMU's own that people name are a PC's.
  if (problem !== undefined && config.bios !== undefined && field === 'bios' && !isPath(config.bios)) {
    return { arch: 'x86_64', because: `${config.bios} is none of our files, so one of QEMU's own` };
  }
  if (problem !== undefined) {
    throw new StartError(`${field}: ${problem}.`, 'Is it built, and is the path right?');
  }
  throw new StartError(
    `${field}: ${path} does not say which architecture it is for (${facts?.format ?? 'unknown'} file).`,
    'Set "arch", for example to "x86_64", "aarch64" or "riscv64".',
  );
}

/** `null` removes a variable. */
function mergeEnvironment(changes: ResolvedConfiguration['env']): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(env, name);
    else env[name] = value;
  }
  return env;
}
