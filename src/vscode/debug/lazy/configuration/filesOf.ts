import type { ResolvedDebug } from '../../../../config/debug/resolveDebug';
import { isFile, isPath } from '../../../../config/paths';
import type { ResolvedConfiguration } from '../../../../config/resolved';

/** A field of a configuration that names a file which must be there. */
export interface NamedFile {
  /** `drives[1]`. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
}

/** The files that a configuration needs. Not those that QEMU finds, makes or fetches itself. */
export function filesOf(config: ResolvedDebug): NamedFile[] {
  const launched =
    config.request === 'launch' ? [...machineFiles(config.machine), ...named('replay', config.replay)] : [];
  return [...launched, ...named('program', config.program), ...symbolFiles(config)];
}

function machineFiles({ kernel, initrd, bios, cdrom, drives }: ResolvedConfiguration): NamedFile[] {
  const onDisk = (file: string | undefined): string | undefined =>
    file !== undefined && isFile(file) ? file : undefined;
  return [
    ...named('kernel', kernel),
    // More than one: modules with their arguments.
    ...named('initrd', initrd?.includes(',') ? undefined : initrd),
    // A bare name may be one of QEMU's own.
    ...named('bios', bios !== undefined && isPath(bios) ? bios : undefined),
    ...named('cdrom', onDisk(cdrom)),
    ...drives.flatMap(({ file }, index) => named(`drives[${index}]`, onDisk(file))),
  ];
}

function symbolFiles({ symbolFiles: files }: ResolvedDebug): NamedFile[] {
  return (files ?? []).flatMap((file, index) =>
    named(`symbolFiles[${index}]`, typeof file === 'string' ? file : file.file),
  );
}

function named(path: string, file: string | undefined): NamedFile[] {
  return file === undefined ? [] : [{ path, file }];
}
