import * as l10n from '@vscode/l10n';
import type { AdoptedSemihosting, Notice } from '../adopt/adopted';
import { readList, valueIn } from '../options/list';
import type { PartialConfiguration } from '../types';
import { about, deviceText, type Leftovers } from './leftovers';

type Fields = PartialConfiguration;

/** Turns what is one option and one field into that field. */
export function importSwitches(rest: Leftovers, notices: Notice[]): Fields {
  tellOfExitCodes(rest, notices);
  return {
    ...text('boot', rest),
    ...text('rtc', rest),
    ...importIcount(rest),
    ...importUsb(rest),
    ...importTraces(rest),
    ...(rest.take(rest.named('no-reboot')).length > 0 && { reboot: 'shutdown' as const }),
  };
}

function text(name: 'boot' | 'rtc', rest: Leftovers): Fields {
  const [option, another] = rest.named(name);
  // QEMU puts several together.
  if (option?.value === undefined || another) return {};
  rest.take([option]);
  return { [name]: option.value };
}

function importIcount(rest: Leftovers): Fields {
  const [option, another] = rest.named('icount');
  if (option?.value === undefined || another) return {};
  rest.take([option]);
  const shift = /^(?:shift=)?(\d|10)$/.exec(option.value)?.[1];
  return { icount: shift === undefined ? option.value : Number(shift) };
}

/** Names of `-usbdevice`, which QEMU has given up little by little. */
const USB_DEVICES: Readonly<Record<string, string>> = {
  tablet: 'usb-tablet',
  mouse: 'usb-mouse',
  keyboard: 'usb-kbd',
  'wacom-tablet': 'usb-wacom-tablet',
  braille: 'usb-braille',
};

function importUsb(rest: Leftovers): Fields {
  const old = rest.named('usbdevice').filter(({ value = '' }) => Object.hasOwn(USB_DEVICES, value));
  const found = rest.take([...rest.named('usb'), ...old]);
  if (found.length === 0) return {};
  const own = rest.devices.filter(
    ({ driver, items }) => driver.startsWith('usb-') && items.every(({ key }) => !REFERS.includes(key)),
  );
  rest.take(own.map(({ option }) => option));
  const devices = [
    ...old.map(({ value = '' }) => USB_DEVICES[value] ?? value),
    ...own.map((device) => deviceText(device, '')),
  ];
  return { usb: devices.length > 0 ? devices : true };
}

/** Properties that name something else of the command line. */
const REFERS = ['id', 'bus', 'drive', 'netdev', 'chardev', 'audiodev'];

function importTraces(rest: Leftovers): Fields {
  const patterns = rest.named('trace').filter(({ value = '' }) => {
    const items = readList(value, 'enable');
    return items.length === 1 && valueIn(items, 'enable') !== undefined;
  });
  if (patterns.length === 0) return {};
  rest.take(patterns);
  const trace = patterns.map(({ value = '' }) => valueIn(readList(value, 'enable'), 'enable') ?? '');
  return { log: { trace } };
}

/** What a guest's exit code means is known to nobody else. */
function tellOfExitCodes(rest: Leftovers, notices: Notice[]): void {
  const device = rest.devices.find(({ driver }) => driver === 'isa-debug-exit');
  if (device)
    notices.push(
      about(
        device.option,
        l10n.t(
          'a guest that writes N ends QEMU with the exit code 2 N + 1; list those that are good in "success"',
        ),
      ),
    );
}

/** @returns undefined if the console is one that no field can name. */
export function semihostingField(calls: AdoptedSemihosting): Fields['semihosting'] {
  const { target = 'native', chardev, rest } = calls;
  const words = rest.flatMap((text) => readList(text));
  const known = words.every(({ key }) => key === 'arg' || key === 'userspace');
  if (chardev !== undefined || !known || !isTarget(target)) return undefined;
  const userspace = valueIn(words, 'userspace');
  const args = words.filter(({ key }) => key === 'arg').map(({ value }) => value);
  const written = {
    ...(target !== 'native' && { target }),
    ...(userspace !== undefined && { userspace: userspace === 'on' }),
    ...(args.length > 0 && { arguments: args }),
  };
  return Object.keys(written).length === 0 ? true : written;
}

const isTarget = (target: string): target is 'native' | 'gdb' | 'auto' =>
  ['native', 'gdb', 'auto'].includes(target);
