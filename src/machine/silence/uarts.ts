import { type Asked } from '../facts/hardware';
import { asRecord } from '../qmp/messages';

/** A device of the machine that has a character device, which is what serial ports have: by its type in QEMU. */
export interface Uart {
  readonly type: string;
  /** What it is connected to; undefined when nothing is. */
  readonly chardev: string | undefined;
}

/** Objects that are looked into: a PC has some hundreds, most of which are no devices. */
const MOST_OBJECTS = 400;
const MOST_UARTS = 16;
/** Objects that have no devices below them. */
const NO_DEVICES = /^(?:irq|memory-region|qemu:memory-region|qemu-console|container-bus|.*-cpu)$/;

/** Devices with a chardev that nobody reads a console on. */
const NOT_SERIAL = /parallel/;

/**
 * Looks for serial ports in QEMU's tree of objects, from the top.
 * @throws as `qmp` does; `signal.reason` on abort.
 */
export async function uartsOf(machine: Asked, signal: AbortSignal): Promise<Uart[]> {
  const nowhere = await chardevsToNowhere(machine, signal);
  const uarts: Uart[] = [];
  const paths = [{ path: '/machine', type: 'machine' }];
  for (let looked = 0; looked < Math.min(paths.length, MOST_OBJECTS) && uarts.length < MOST_UARTS; looked++) {
    const { path, type } = paths[looked] ?? { path: '', type: '' };
    const answer = await machine.qmp('qom-list', { path }, { signal });
    const properties = (Array.isArray(answer) ? answer : []).map(asRecord);
    if (properties.some((property) => property['name'] === 'chardev' && property['type'] === 'str')) {
      const chardev = await machine.qmp('qom-get', { path, property: 'chardev' }, { signal });
      if (!NOT_SERIAL.test(type))
        uarts.push({ type, chardev: nowhere.has(chardev) ? undefined : String(chardev) });
      // What is inside has the same chardev: an ISA card is made of a plain 16550.
      continue;
    }
    for (const property of properties) {
      const child = /^child<(.{1,200})>$/.exec(String(property['type']))?.[1];
      if (child !== undefined && !NO_DEVICES.test(child))
        paths.push({ path: `${path}/${String(property['name'])}`, type: child });
    }
  }
  return uarts;
}

/** Those of `-serial none` and `-serial null`, by what devices call them. */
async function chardevsToNowhere(machine: Asked, signal: AbortSignal): Promise<ReadonlySet<unknown>> {
  const answer = await machine.qmp('query-chardev', {}, { signal });
  const chardevs = (Array.isArray(answer) ? answer : []).map(asRecord);
  return new Set(['', ...chardevs.flatMap(({ label, filename }) => (filename === 'null' ? label : []))]);
}
