import { isAbsolute, resolve } from 'node:path';
import type { ResolvedDrive } from './resolved';
import { isObject } from './shape';
import type { MachineConfiguration } from './types';

/**
 * Where relative paths of a configuration start.
 * @param base Absolute: the workspace folder, most often.
 */
export function workingDirectory(cwd: string | undefined, base: string): string {
  return resolve(base, cwd ?? '');
}

/** Whether QEMU opens a file of this name: it also takes `nbd://…`, `fat:rw:…` and `json:{…}` for a disk. */
export function isFile(name: string): boolean {
  // One letter before the colon is a drive of Windows.
  return !/^[A-Za-z][\w+-]+:/.test(name);
}

/** Whether a program or a firmware is named by its place, and not left for QEMU or PATH to find. */
export function isPath(name: string): boolean {
  return isAbsolute(name) || /[\\/]/.test(name);
}

/**
 * The absolute paths in a configuration that say where it belongs: its directory, then what it runs.
 * @param config As somebody wrote it, right or wrong.
 */
export function placesIn(config: Readonly<Record<string, unknown>>): string[] {
  const { cwd, kernel, program, bios, initrd, dtb, cdrom, fda } = config;
  const drives: readonly unknown[] = Array.isArray(config['drives']) ? config['drives'] : [];
  const disks = drives.map((drive) => (isObject(drive) ? drive['file'] : drive));
  return [cwd, kernel, program, bios, initrd, dtb, cdrom, fda, ...disks].filter(
    (path): path is string => typeof path === 'string' && isAbsolute(path),
  );
}

type ImagePaths = Pick<
  MachineConfiguration,
  'qemuPath' | 'kernel' | 'initrd' | 'bios' | 'dtb' | 'cdrom' | 'fda'
>;

/** The images and programs that a configuration names, absolute. */
export function absoluteImages(config: ImagePaths, cwd: string): ImagePaths {
  const at = (path: string): string => resolve(cwd, path);
  const { qemuPath, kernel, initrd, bios, dtb, cdrom, fda } = config;
  const disk = (file: string): string => (isFile(file) ? at(file) : file);
  return {
    ...(qemuPath !== undefined && { qemuPath: isPath(qemuPath) ? at(qemuPath) : qemuPath }),
    ...(kernel !== undefined && { kernel: at(kernel) }),
    // Multiboot takes a list of modules with their arguments here; QEMU runs in `cwd` and finds them.
    ...(initrd !== undefined && { initrd: initrd.includes(',') ? initrd : at(initrd) }),
    ...(bios !== undefined && { bios: isPath(bios) ? at(bios) : bios }),
    ...(dtb !== undefined && { dtb: at(dtb) }),
    ...(cdrom !== undefined && { cdrom: disk(cdrom) }),
    ...(fda !== undefined && { fda: disk(fda) }),
  };
}

export function absoluteDrive(drive: ResolvedDrive, cwd: string): ResolvedDrive {
  return isFile(drive.file) ? { ...drive, file: resolve(cwd, drive.file) } : drive;
}

export function absoluteCapture<Port extends { readonly capture?: string }>(port: Port, cwd: string): Port {
  return port.capture === undefined ? port : { ...port, capture: resolve(cwd, port.capture) };
}
