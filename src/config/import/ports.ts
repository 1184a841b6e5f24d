import * as l10n from '@vscode/l10n';
import type { Adopted, AdoptedPort, Notice } from '../adopt/adopted';
import { chardevBackend, usesChardev } from '../options/characterDevice';
import { readList, valueIn } from '../options/list';
import type { QemuOption } from '../options/read';
import type { SerialConfiguration } from '../types';
import { chardevDestination, type Destination, destinationOf } from './backend';
import { about, type Device, type Leftovers } from './leftovers';

/** The options that ports are made of. */
const PORTS = ['serial', 'debugcon', 'parallel'];

/** A port of the command line, and what it becomes. */
interface Port {
  readonly field: SerialConfiguration;
  /** What becomes part of the field. */
  readonly options: readonly QemuOption[];
  readonly notice?: Notice;
  /** There must be no field for it unless nothing else has a terminal. */
  readonly server?: boolean;
}

/**
 * Turns the ports of a command line into `serial`, as far as fields can say them: from the first one on that they cannot,
 * ports stay options, since their order counts and those of `args` come last.
 * @param rest All options, as they are written.
 * @returns undefined when all stay options.
 */
export function importPorts(
  adopted: Adopted,
  rest: Leftovers,
  notices: Notice[],
): readonly SerialConfiguration[] | undefined {
  if (adopted.ports.length === 0) return [{}];
  const serials = [...rest.named('serial')];
  const all = adopted.ports.map((port) => {
    const option = isSerial(port) && port.device !== 'semihosting' ? serials.shift() : undefined;
    return portOf(port, option, rest);
  });
  const hasTerminal = all.some((port) => port && port.field.device !== 'none' && port.server !== true);
  const ports = untilFirst(all, (port) => !port || (hasTerminal && port.server === true));
  if (ports.length === 0) return undefined;
  for (const { options, notice } of ports) {
    rest.take(options);
    if (notice) notices.push(notice);
  }
  return inFields(ports, adopted, ports.length < all.length);
}

function untilFirst(all: readonly (Port | undefined)[], ends: (port: Port | undefined) => boolean): Port[] {
  const end = all.findIndex(ends);
  return all.slice(0, end < 0 ? undefined : end).flatMap((port) => port ?? []);
}

const isSerial = ({ device }: AdoptedPort): boolean => device !== 'chardev';

/** @param more Whether `args` have further ports: then one that goes without saying must be said. */
function inFields(
  ports: readonly Port[],
  { semihosting }: Adopted,
  more: boolean,
): readonly SerialConfiguration[] {
  const fields = ports.map(({ field }) => field);
  // Without a device there is no slot to keep, unless another port follows.
  if (!more && fields.every(({ device }) => device === 'none') && ports.every(isAbsent)) return [];
  return fields.map((field) =>
    (semihosting ?? more) && Object.keys(field).length === 0 ? { device: 'uart' as const } : field,
  );
}

const isAbsent = ({ options }: Port): boolean => options.some(({ value = '' }) => value === 'none');

function portOf(port: AdoptedPort, option: QemuOption | undefined, rest: Leftovers): Port | undefined {
  if (port.device === 'semihosting') return { field: { device: 'semihosting' }, options: [] };
  if (port.device === 'chardev') return onDevice(port.chardev ?? '', rest);
  if (!option) return { field: {}, options: [] };
  if (port.backend === undefined) return onTerminal(port, option, rest);
  const chardev = chardevOf(port.backend.replace(/^chardev:/, ''), rest);
  const long = /^chardev:/.test(port.backend);
  if (long && (!chardev || usesOf(chardev, rest) > 1)) return undefined;
  const options = long && chardev ? [option, chardev] : [option];
  const where = long ? chardevDestination(chardev?.value ?? '') : destinationOf(port.backend);
  return goingTo(where, options, about(option, ''));
}

function onTerminal(port: AdoptedPort, option: QemuOption, rest: Leftovers): Port {
  const chardev = port.chardev === undefined ? undefined : chardevOf(port.chardev, rest);
  return { field: captured(chardev), options: chardev ? [option, chardev] : [option] };
}

/** QEMU can write what goes through a chardev into a file, too. */
function captured(chardev: QemuOption | undefined): SerialConfiguration {
  const log = valueIn(readList(chardev?.value ?? '', 'backend'), 'logfile');
  return log === undefined ? {} : { capture: log };
}

function goingTo(where: Destination, options: readonly QemuOption[], shown: Notice): Port | undefined {
  const because = (text: string): Notice => ({ ...shown, text });
  switch (where.kind) {
    case 'nowhere':
      return { field: { device: 'none' }, options };
    case 'file':
      return {
        field: { capture: where.path },
        options,
        notice: because(l10n.t('the port has a terminal, and the file gets the same ("capture")')),
      };
    case 'console':
      return {
        field: {},
        options,
        notice: because(l10n.t('a terminal here instead: nothing has to wait for QEMU')),
      };
    case 'server':
      return {
        field: {},
        options,
        server: true,
        notice: because(l10n.t('a terminal here instead: the machine would have none')),
      };
    case 'elsewhere':
      return undefined;
  }
}

/** A console that some other device has: `-device virtconsole,chardev=…`, `-debugcon stdio`. */
function onDevice(chardev: string, rest: Leftovers): Port | undefined {
  const short = rest
    .named('debugcon', 'parallel')
    .find(({ name }) => new RegExp(`^qsd-${name}\\d+$`).test(chardev));
  if (short) return short.name === 'debugcon' ? debugcon(short, rest) : undefined;
  const made = chardevOf(chardev, rest);
  const device = rest.deviceWith('chardev', chardev);
  if (!made || !device || usesOf(made, rest) > 1) return undefined;
  const kind = kindOf(device, rest);
  return kind && { field: { device: kind.device, ...captured(made) }, options: [made, ...kind.options] };
}

const DEBUGCON_PORT = 0xe9;

function debugcon(option: QemuOption, rest: Leftovers): Port | undefined {
  return movedDebugcon(rest) ? undefined : { field: { device: 'debugcon' }, options: [option] };
}

const movedDebugcon = (rest: Leftovers): boolean =>
  rest.named('global').some(({ value = '' }) => value.startsWith('isa-debugcon'));

function kindOf(
  { driver, items, option }: Device,
  rest: Leftovers,
): { device: 'virtconsole' | 'pci-serial' | 'debugcon'; options: QemuOption[] } | undefined {
  const others = items.filter(({ key }) => !['driver', 'chardev', 'id'].includes(key));
  if (driver === 'pci-serial' && others.length === 0) return { device: 'pci-serial', options: [option] };
  if (driver === 'isa-debugcon') {
    const own = others.every(({ key, value }) => key === 'iobase' && Number(value) === DEBUGCON_PORT);
    return own && !movedDebugcon(rest) ? { device: 'debugcon', options: [option] } : undefined;
  }
  if (driver !== 'virtconsole' || others.length > 0) return undefined;
  const buses = rest.devices.filter(({ driver: name }) => name.startsWith('virtio-serial'));
  const ours = buses.length === 1 && buses.every((bus) => bus.items.length === 1);
  const alone = rest.devices.every(
    (one) => !/^virt(console|serialport)$/.test(one.driver) || one.option === option,
  );
  return ours && alone
    ? { device: 'virtconsole', options: [option, ...buses.map((bus) => bus.option)] }
    : undefined;
}

function chardevOf(id: string, rest: Leftovers): QemuOption | undefined {
  return rest.named('chardev').find(({ value = '' }) => chardevBackend(value)?.id === id);
}

/** How many options use a chardev; the monitor on a terminal is left out anyway. */
function usesOf({ value = '' }: QemuOption, rest: Leftovers): number {
  const id = chardevBackend(value)?.id ?? '';
  return rest.options.filter((option) => option.name !== 'mon' && usesChardev(option, id)).length;
}

/** Whether an option is about ports: these stay as they are until it is known whether fields can say it all. */
export function isPortOption(option: QemuOption, all: readonly QemuOption[]): boolean {
  if (PORTS.includes(option.name)) return option.value !== undefined;
  const made = option.name === 'chardev' ? chardevBackend(option.value ?? '') : undefined;
  if (made?.backend !== 'terminal') return false;
  return all.some((other) => !/^mon(itor)?$/.test(other.name) && usesChardev(other, made.id));
}
