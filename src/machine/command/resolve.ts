import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { architectureOfBinary } from '../../config/architectures';
import type { ResolvedConfiguration, ResolvedSerial } from '../../config/resolved';
import { readList, valueIn } from '../../config/options/list';
import { isPath } from '../../config/paths';
import { defaultsOf, isArchitecture, wantsNoFirmware } from '../architectures';
import { diskHint } from '../errors/hints';
import { readImage, type ImageFacts } from '../image';
import { StartError } from '../errors/startErrors';

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
  /** What is booted, if it could be read. */
  readonly image: ImageFacts | undefined;
  /** One sentence about how the architecture was chosen, for the log. */
  readonly because: string;
  /** The same for the person, when nothing says it and it was only assumed. */
  readonly guess: string | undefined;
  /** What is likely to go wrong, one sentence each. */
  readonly doubts: readonly string[];
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
  const { arch, because, guess } = chooseArchitecture(config, look, path);
  const chosen = isArchitecture(arch) ? defaultsOf(arch) : undefined;
  // A default CPU belongs to the default machine; another machine has its own.
  const type = valueIn(readList(config.machine ?? '', 'type'), 'type');
  const ours = type === undefined || type === chosen?.machine;
  const noFirmware = config.kernel !== undefined && ours && wantsNoFirmware(arch, look.facts);
  return {
    config,
    name: config.name,
    arch,
    machine: type === undefined ? withDefaultType(config.machine, chosen?.machine) : config.machine,
    cpu: config.cpu ?? (ours ? chosen?.cpu : undefined),
    bios: config.bios ?? (noFirmware ? 'none' : undefined),
    ports: config.serial,
    cwd: config.cwd,
    env: mergeEnvironment(config.env),
    image: look.facts,
    because,
    guess,
    doubts: mayRun(look.facts?.arch, arch) ? [] : [wrongMachine(path ?? '', look.facts?.arch ?? '', arch)],
  };
}

/** `accel=kvm` alone says nothing about the board. */
function withDefaultType(properties: string | undefined, type: string | undefined): string | undefined {
  const parts = [type, properties].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(',');
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
    const gone = code === 'ENOENT';
    return {
      problem: gone
        ? l10n.t('{0} does not exist', path)
        : l10n.t('{0} cannot be read: {1}', path, code ?? ''),
    };
  }
}

interface Choice {
  readonly arch: string;
  readonly because: string;
  readonly guess?: string;
}

/** The most explicit first. A PC only if nothing says otherwise. */
function chooseArchitecture(
  config: ResolvedConfiguration,
  { facts, problem }: Look,
  path: string | undefined,
): Choice {
  if (config.arch !== undefined) return { arch: config.arch, because: 'the configuration says so' };
  const named = config.qemuPath === undefined ? undefined : architectureOfBinary(config.qemuPath);
  if (named !== undefined) return { arch: named, because: `qemuPath is ${config.qemuPath}` };
  if (facts?.arch !== undefined) return { arch: facts.arch, because: `${path} (${facts.format}) is for it` };
  if (path === undefined)
    return { arch: 'x86_64', because: 'there is neither kernel nor bios to tell', guess: assumedPc() };
  const field = config.kernel === undefined ? 'bios' : 'kernel';
  // The firmware of QEMU's own that people name is a PC's.
  if (problem !== undefined && config.bios !== undefined && field === 'bios' && !isPath(config.bios)) {
    const because = `${config.bios} is none of our files, so one of QEMU's own`;
    return { arch: 'x86_64', because, guess: assumedPc() };
  }
  if (problem !== undefined) {
    throw new StartError(`${field}: ${problem}.`, l10n.t('Is it built, and is the path right?'));
  }
  throw new StartError(
    l10n.t(
      '{0}: {1} does not say which architecture it is for ({2} file).',
      field,
      path,
      facts?.format ?? 'raw',
    ),
    diskHint(facts) ?? l10n.t('Set "arch", for example to "x86_64", "aarch64" or "riscv64".'),
  );
}

function assumedPc(): string {
  return l10n.t(
    'Nothing says which architecture the machine has, so it is assumed to be a PC (x86_64). If that is wrong, set "arch".',
  );
}

/** Targets that run each other's programs, or are near enough for a try. */
const FAMILIES = [
  /^(x86_64|i386)$/,
  /^(aarch64|arm)$/,
  /^riscv/,
  /^mips/,
  /^ppc/,
  /^sparc/,
  /^sh4/,
  /^xtensa/,
];

function mayRun(image: string | undefined, arch: string): boolean {
  if (image === undefined || image === arch) return true;
  return FAMILIES.some((family) => family.test(image) && family.test(arch));
}

function wrongMachine(path: string, image: string, arch: string): string {
  return l10n.t('{0} is for {1}, and this machine is {2}. Correct "arch" or "qemuPath".', path, image, arch);
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
