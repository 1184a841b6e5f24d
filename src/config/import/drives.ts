import { ID } from '../formats';
import { readList } from '../options/list';
import type { QemuOption } from '../options/read';
import type { DriveConfiguration, PartialConfiguration } from '../types';
import { deviceText, type Leftovers, onlyKeys } from './leftovers';

type Storage = Pick<PartialConfiguration, 'drives' | 'cdrom' | 'fda'>;
type Interface = NonNullable<DriveConfiguration['interface']>;

/** What an option is to a machine. */
type Medium =
  | { readonly field: 'cdrom' | 'fda'; readonly file: string }
  | { readonly field: 'drives'; readonly drive: DriveConfiguration };

const KEYS = ['file', 'format', 'if', 'readonly', 'snapshot', 'id', 'index', 'unit', 'media'];
const INTERFACES: readonly string[] = [
  'ide',
  'virtio',
  'scsi',
  'sd',
  'pflash',
  'mtd',
  'floppy',
  'none',
] satisfies Interface[];

/** Turns disks, CD-ROMs and floppies into fields; a disk with properties that no field has stays an option. */
export function importDrives(rest: Leftovers): Storage {
  const drives: DriveConfiguration[] = [];
  const found: { cdrom?: string; fda?: string } = {};
  for (const option of rest.options) {
    const medium = mediumOf(option);
    if (!medium) continue;
    if (medium.field !== 'drives') {
      if (found[medium.field] !== undefined) continue;
      found[medium.field] = medium.file;
    } else drives.push(withDevice(medium.drive, rest));
    rest.take([option]);
  }
  return { ...(drives.length > 0 && { drives: drives.map(inShort) }), ...found };
}

function mediumOf(option: QemuOption): Medium | undefined {
  const { name, value } = option;
  if (value === undefined || value === '') return undefined;
  const short = Object.hasOwn(SHORT, name) ? SHORT[name] : undefined;
  return short ? short(value) : name === 'drive' ? fromDrive(value) : undefined;
}

const drive = (value: DriveConfiguration): Medium => ({ field: 'drives', drive: value });
const disk =
  (index: number) =>
  (file: string): Medium =>
    drive({ file, index });
const on =
  (bus: Interface, index?: number) =>
  (file: string): Medium =>
    drive({ file, interface: bus, ...(index !== undefined && { index }) });

/** Options that are a disk each. A word that is no option is the first one. */
const SHORT: Readonly<Record<string, (file: string) => Medium>> = {
  '': disk(0),
  hda: disk(0),
  hdb: disk(1),
  hdc: disk(2),
  hdd: disk(3),
  cdrom: (file) => ({ field: 'cdrom', file }),
  fda: (file) => ({ field: 'fda', file }),
  fdb: on('floppy', 1),
  sd: on('sd'),
  mtdblock: on('mtd'),
  pflash: on('pflash'),
};

function fromDrive(value: string): Medium | undefined {
  const keys = onlyKeys(readList(value), KEYS);
  const file = keys?.get('file');
  if (!keys || file === undefined || file === '') return undefined;
  const bus = keys.get('if');
  const id = keys.get('id');
  const index = indexOf(keys.get('index'), keys.get('unit'), bus);
  if (bus !== undefined && !isInterface(bus)) return undefined;
  if (id !== undefined && (!ID.test(id) || id.startsWith('qsd-'))) return undefined;
  if (index === 'other') return undefined;
  if (keys.get('media') === 'cdrom') return cdrom(file, keys, index);
  const format = keys.get('format');
  return drive({
    file,
    ...(format !== undefined && { format }),
    ...(bus !== undefined && { interface: bus }),
    ...flag('readonly', keys),
    ...flag('snapshot', keys),
    ...(id !== undefined && { id }),
    ...(index !== undefined && { index }),
  });
}

const isInterface = (bus: string): bus is Interface => INTERFACES.includes(bus);

/** The machine's own CD-ROM drive; any other stays an option. */
function cdrom(
  file: string,
  keys: ReadonlyMap<string, string>,
  index: number | undefined,
): Medium | undefined {
  const own = ['id', 'snapshot'].every((key) => !keys.has(key)) && (keys.get('format') ?? 'raw') === 'raw';
  const there = (index ?? 2) === 2 && (keys.get('if') ?? 'ide') === 'ide';
  return own && there ? { field: 'cdrom', file } : undefined;
}

/** A bus that holds any number of drives counts units as `index` does; IDE and SCSI do not. */
function indexOf(
  index: string | undefined,
  unit: string | undefined,
  bus = 'ide',
): number | 'other' | undefined {
  if (unit !== undefined && (index !== undefined || bus === 'ide' || bus === 'scsi')) return 'other';
  const written = index ?? unit;
  if (written === undefined) return undefined;
  const number = Number(written);
  return Number.isInteger(number) && number >= 0 && number <= 63 ? number : 'other';
}

function flag(
  key: 'readonly' | 'snapshot',
  keys: ReadonlyMap<string, string>,
): { readonly [key in 'readonly' | 'snapshot']?: boolean } {
  const value = keys.get(key);
  return value === undefined ? {} : { [key]: ['on', 'yes', 'true', 'y'].includes(value) };
}

/** A drive of `if=none` and the device that has it are one. */
function withDevice(written: DriveConfiguration, rest: Leftovers): DriveConfiguration {
  if (written.interface !== 'none' || written.id === undefined) return written;
  const device = rest.deviceWith('drive', written.id);
  if (!device || !rest.canComeFirst(device)) return written;
  rest.take([device.option]);
  const { interface: _, ...others } = written;
  return { ...others, device: deviceText(device, 'drive') };
}

/** The first disk, the second: their numbers go without saying. */
function inShort(
  { index, ...written }: DriveConfiguration,
  place: number,
  all: readonly DriveConfiguration[],
): string | DriveConfiguration {
  const before = all.slice(0, place);
  const plain = before.every((other, at) => other.interface === undefined && (other.index ?? at) === at);
  const kept = index === undefined || (written.interface === undefined && plain && index === place);
  if (!kept) return { ...written, index };
  return Object.keys(written).length === 1 ? written.file : written;
}
