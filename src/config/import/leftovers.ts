import type { Notice } from '../adopt/adopted';
import { type ListItem, readList, valueIn, writeList } from '../options/list';
import type { QemuOption } from '../options/read';

/** A `-device`, taken apart. */
export interface Device {
  readonly option: QemuOption;
  readonly driver: string;
  readonly items: readonly ListItem[];
}

/** Devices that sit on a bus of another device, even if they do not say on which. */
const NEEDS_CONTROLLER = /^(?:scsi-|usb-|ide-|sd-card$|nvme-ns$|virtconsole$|virtserialport$)/;

/** The options that have not become fields yet. */
export class Leftovers {
  private rest: readonly QemuOption[];

  constructor(options: readonly QemuOption[]) {
    this.rest = options;
  }

  get options(): readonly QemuOption[] {
    return this.rest;
  }

  named(...names: readonly string[]): readonly QemuOption[] {
    return this.rest.filter(({ name, value, form }) => {
      const complete = value !== undefined || form?.kind === 'flag';
      return names.includes(name) && complete;
    });
  }

  /** @returns the same options, which are none of these any more. */
  take<T extends QemuOption>(options: readonly T[]): readonly T[] {
    const taken = new Set<QemuOption>(options);
    this.rest = this.rest.filter((option) => !taken.has(option));
    return options;
  }

  /** Options that turned out to be no fields, in their places. */
  putBack(options: readonly QemuOption[]): void {
    this.rest = [...this.rest, ...options].sort((one, other) => one.at - other.at);
  }

  get devices(): readonly Device[] {
    return this.named('device').flatMap((option) => {
      const { value = '' } = option;
      // JSON, which QEMU takes as well: too much for a field.
      if (value.trimStart().startsWith('{')) return [];
      const items = readList(value, 'driver');
      return [{ option, items, driver: valueIn(items, 'driver') ?? '' }];
    });
  }

  /** The one device that has this property with this value, and no other property that means the same to us. */
  deviceWith(key: string, value: string): Device | undefined {
    const [only, another] = this.devices.filter(({ items }) => valueIn(items, key) === value);
    return another ? undefined : only;
  }

  /**
   * Whether a device can be made before all those that stay among the options. QEMU makes devices in the order of the
   * command line, and a bus must be there before the device that sits on it.
   */
  canComeFirst({ option, driver, items }: Device): boolean {
    const others = this.devices.filter((other) => other.option !== option);
    const bus = valueIn(items, 'bus');
    if (bus !== undefined)
      return others.every(({ items: its }) => {
        const id = valueIn(its, 'id');
        return id === undefined || (bus !== id && !bus.startsWith(`${id}.`));
      });
    return !NEEDS_CONTROLLER.test(driver) || others.every((other) => NEEDS_CONTROLLER.test(other.driver));
  }
}

/** A `-device` value without the property that a field writes itself. */
export function deviceText({ items }: Device, without: string): string {
  return writeList(
    items.filter(({ key }) => key !== without),
    'driver',
  );
}

/** A notice about an option as it is written. */
export function about({ spelling, value }: QemuOption, text: string): Notice {
  return { option: value === undefined ? spelling : `${spelling} ${value}`, text };
}

/** The items by key, if there are none but these. */
export function onlyKeys(
  items: readonly ListItem[],
  keys: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (!items.every(({ key }) => keys.includes(key))) return undefined;
  return new Map(items.map(({ key, value }) => [key, value]));
}
