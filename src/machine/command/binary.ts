import { stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { architectureOfBinary } from '../../config/architectures';
import { binaryName } from '../architectures';
import { installHint, StartError } from '../errors/startErrors';
import { isExecutable } from '../../concurrency/isExecutable';

export interface BinaryRequest {
  readonly arch: string;
  /** The configuration's `qemuPath`: a path, or a program name to look for. */
  readonly qemuPath?: string | undefined;
  /** The setting `qemu.installDirectory`, absolute; empty when not set. */
  readonly installDirectory: string;
  readonly cwd: string;
  /** The `PATH` that QEMU will have. */
  readonly searchPath: string;
}

/** Where installers put QEMU that is not on every process's PATH: programs started from the Dock or Start menu. */
function wellKnown(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];
  if (platform !== 'win32') return ['/usr/local/bin', '/usr/bin', '/opt/qemu/bin', '/snap/bin'];
  return [process.env['ProgramW6432'], process.env['ProgramFiles'], process.env['ProgramFiles(x86)']]
    .filter((root) => root !== undefined)
    .map((root) => join(root, 'qemu'));
}

/**
 * Finds the QEMU program: `qemuPath`, else in the install directory, in PATH, and in well-known places.
 * @returns its absolute path.
 * @throws {StartError} that says where it was looked for and how to install it.
 */
export async function findBinary(request: BinaryRequest, platform = process.platform): Promise<string> {
  const { qemuPath, installDirectory, cwd, searchPath } = request;
  if (qemuPath !== undefined && /[\\/]/.test(qemuPath))
    return await explicit(resolve(cwd, qemuPath), platform);
  const name = qemuPath ?? binaryName(request.arch);
  const places = [
    // `qemu.installDirectory` may name the prefix or its bin.
    ...(installDirectory === '' ? [] : [installDirectory, join(installDirectory, 'bin')]),
    ...searchPath.split(delimiter).filter((place) => isAbsolute(place)),
    ...wellKnown(platform),
  ];
  // All at once: one after the other, a long PATH costs more than QEMU's own start.
  const looked = await Promise.all(places.map((place) => runnable(join(place, name), platform)));
  const found = looked.find((path) => path !== undefined);
  if (found !== undefined) return found;
  const missing = { tool: 'qemu', arch: architectureOfBinary(name) ?? request.arch } as const;
  throw new StartError(
    installDirectory === ''
      ? l10n.t('{0} was not found (looked in PATH and the usual places).', name)
      : l10n.t('{0} was not found (looked in {1}, PATH and the usual places).', name, installDirectory),
    installHint(),
    '',
    [],
    missing,
  );
}

async function explicit(path: string, platform: NodeJS.Platform): Promise<string> {
  const found = await runnable(path, platform);
  if (found !== undefined) return found;
  const exists = await stat(path).catch(() => undefined);
  const problem = exists?.isFile()
    ? l10n.t('qemuPath: {0} is not executable.', path)
    : exists
      ? l10n.t('qemuPath: {0} is not a program.', path)
      : l10n.t('qemuPath: {0} does not exist.', path);
  throw new StartError(problem, l10n.t('Correct "qemuPath", or remove it to search PATH.'));
}

/** The path, on Windows with `.exe` if that is what exists; undefined when it is not a program. */
async function runnable(path: string, platform: NodeJS.Platform): Promise<string | undefined> {
  const names = platform === 'win32' && !/\.exe$/i.test(path) ? [`${path}.exe`, path] : [path];
  for (const name of names) {
    const found = await stat(name).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (await isExecutable(name)) return name;
  }
  return undefined;
}
