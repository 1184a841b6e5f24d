import { basename } from 'node:path';
import { adopt } from './adopt/adopt';
import type { AdoptedFields } from './adopt/adopted';
import { isObject } from './shape';

/** The name of a machine that runs nothing whose name we know. */
const NAMELESS = 'qemu';

/**
 * What a machine is called: its `name`, else the name of what it runs. The one rule for all that show a machine.
 * @param config A configuration as somebody wrote it, right or wrong: also what is wrong needs a title to be told under.
 */
export function nameOf(config: unknown): string {
  if (!isObject(config)) return NAMELESS;
  const own = adoptedFields(config['args']);
  const name = text(config['name']) ?? text(own.name);
  if (name !== undefined) return name;
  const drives = Array.isArray(config['drives']) ? (config['drives'] as unknown[]) : [];
  const disk = fileOf(drives.find((drive) => !isFlash(drive)));
  const { kernel = config['kernel'], bios = config['bios'] } = own;
  const images = [kernel, disk, config['cdrom'], config['fda'], bios, fileOf(drives[0])];
  const image = images.map(text).find((path) => path !== undefined);
  return image === undefined ? NAMELESS : nameOfFile(image);
}

const fileOf = (drive: unknown): unknown => (isObject(drive) ? drive['file'] : drive);

/** Flash holds firmware, of which many machines have the same. */
const isFlash = (drive: unknown): boolean => isObject(drive) && drive['interface'] === 'pflash';

/** Also `-name` and `-kernel` in `args` say what the machine is. */
function adoptedFields(args: unknown): AdoptedFields {
  return Array.isArray(args) && args.every((word) => typeof word === 'string') ? adopt(args).fields : {};
}

/** QEMU makes a disk of a folder: `fat:rw:esp`. */
const FOLDER_AS_DISK = /^fat:(?:\w+:)*(?=.)/;

/** Not `extname`: what "vmlinux-6.1" ends with is no extension. */
function nameOfFile(path: string): string {
  const file = basename(path.replace(FOLDER_AS_DISK, '').replaceAll('\\', '/'));
  return file.replace(/(?<=.)\.[A-Za-z]\w*$/, '');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The name that a port has when its configuration gives it none. */
export const defaultPortName = (index: number): string => `serial${index}`;
