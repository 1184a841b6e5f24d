import { escapeCommas } from '../../config/options/list';
import type { ResolvedConfiguration, ResolvedDrive } from '../../config/resolved';

/** Disks, CD-ROM and floppy of a machine. */
export function storageOptions({ drives, cdrom, fda }: ResolvedConfiguration): string[] {
  return [
    ...drives.flatMap(driveOptions),
    ...(cdrom === undefined ? [] : ['-cdrom', cdrom]),
    // Not `-fda`, which looks into the file for its format, and says so.
    ...(fda === undefined
      ? []
      : driveOptions({ file: fda, interface: 'floppy', index: 0, format: formatOf(fda) ?? 'raw' }, -1)),
  ];
}

function driveOptions(drive: ResolvedDrive, number: number): string[] {
  const { device } = drive;
  if (device === undefined) return ['-drive', driveValue(drive)];
  const id = drive.id ?? `qsd-drive${number}`;
  return [
    ...['-drive', driveValue({ ...drive, id, interface: 'none' })],
    // A device's bus may name the drive in its own way.
    ...['-device', /(?:^|,)drive=/.test(device) ? device : `${device},drive=${id}`],
  ];
}

function driveValue({ file, format, interface: bus, readonly, snapshot, id, index }: ResolvedDrive): string {
  // If the name leaves no doubt; else QEMU looks, as `.img` is raw to some and qcow2 to others.
  const known = format ?? formatOf(file);
  const flag = (value: boolean): string => (value ? 'on' : 'off');
  return [
    `file=${escapeCommas(file)}`,
    ...(known === undefined ? [] : [`format=${escapeCommas(known)}`]),
    ...(bus === undefined ? [] : [`if=${bus}`]),
    ...(id === undefined ? [] : [`id=${id}`]),
    ...(index === undefined ? [] : [`index=${index}`]),
    ...(readonly === undefined ? [] : [`readonly=${flag(readonly)}`]),
    ...(snapshot === undefined ? [] : [`snapshot=${flag(snapshot)}`]),
  ].join(',');
}

const FORMATS: Readonly<Record<string, string>> = {
  raw: 'raw',
  bin: 'raw',
  fd: 'raw',
  qcow2: 'qcow2',
  vmdk: 'vmdk',
  vdi: 'vdi',
};

function formatOf(file: string): string | undefined {
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}
