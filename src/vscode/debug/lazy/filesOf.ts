import type { DebugConfiguration, LaunchConfiguration } from '../../../config/debug/debugSchema';

/** A field of a configuration that names a file which must be there. */
export interface NamedFile {
  /** `drives[1].file`. */
  readonly path: string;
  readonly file: string;
}

/** The files that a configuration needs, as they are written. Not those that QEMU finds, makes or fetches itself. */
export function filesOf(config: DebugConfiguration): NamedFile[] {
  const machine = config.request === 'launch' ? machineFiles(config) : [];
  return [...machine, ...named('program', config.program), ...symbolFiles(config)];
}

function machineFiles({ kernel, initrd, bios, cdrom, drives, replay }: LaunchConfiguration): NamedFile[] {
  return [
    ...named('kernel', kernel),
    ...named('initrd', initrd),
    // A bare name may be one of QEMU's own.
    ...named('bios', bios !== undefined && /[\\/]/.test(bios) ? bios : undefined),
    ...named('cdrom', onDisk(cdrom)),
    ...(drives ?? []).flatMap((drive, index) =>
      typeof drive === 'string'
        ? named(`drives[${index}]`, onDisk(drive))
        : named(`drives[${index}].file`, onDisk(drive.file)),
    ),
    ...named('replay', replay),
  ];
}

function symbolFiles({ symbolFiles: files }: DebugConfiguration): NamedFile[] {
  return (files ?? []).flatMap((file, index) =>
    typeof file === 'string'
      ? named(`symbolFiles[${index}]`, file)
      : named(`symbolFiles[${index}].file`, file.file),
  );
}

function named(path: string, file: string | undefined): NamedFile[] {
  return file === undefined ? [] : [{ path, file }];
}

/** QEMU takes `nbd://…`, `fat:rw:…`, `json:{…}` and the like for a disk, too. One letter is a drive of Windows. */
function onDisk(file: string | undefined): string | undefined {
  return file !== undefined && /^[A-Za-z][\w+-]+:/.test(file) ? undefined : file;
}
