import { basename } from 'node:path';
import { isObject } from './shape';

/** The name of a machine that runs nothing of which we know the name. */
const NAMELESS = 'qemu';

/**
 * What a machine is called: its `name`, else the name of what it runs. The one rule for all that show a machine.
 * @param config A configuration as somebody wrote it, right or wrong: also what is wrong needs a title to be told under.
 */
export function nameOf(config: unknown): string {
  if (!isObject(config)) return NAMELESS;
  const name = text(config['name']);
  if (name !== undefined) return name;
  const [drive] = Array.isArray(config['drives']) ? (config['drives'] as unknown[]) : [];
  const images = [config['kernel'], isObject(drive) ? drive['file'] : drive, config['cdrom'], config['bios']];
  const image = images.map(text).find((path) => path !== undefined);
  return image === undefined ? NAMELESS : nameOfFile(image);
}

/** Not `extname`: the end of "vmlinux-6.1" is none. */
function nameOfFile(path: string): string {
  const file = basename(path.replaceAll('\\', '/'));
  return file.replace(/(?<=.)\.[A-Za-z]\w*$/, '');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The name that a port has when its configuration gives it none. */
export const defaultPortName = (index: number): string => `serial${index}`;
