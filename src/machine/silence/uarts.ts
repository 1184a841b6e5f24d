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

/**
 * Looks for serial ports in QEMU's tree of objects, from the top.
 * @throws as `qmp` does; `signal.reason` on abort.
 */
export async function uartsOf(machine: Asked, signal: AbortSignal): Promise<Uart[]> {
  const uarts: Uart[] = [];
  const paths = [{ path: '/machine', type: 'machine' }];
  for (let looked = 0; looked < Math.min(paths.length, MOST_OBJECTS) && uarts.length < MOST_UARTS; looked++) {
    const { path, type } = paths[looked] ?? { path: '', type: '' };
    const properties = await machine.qmp('qom-list', { path }, { signal });
    for (const property of (Array.isArray(properties) ? properties : []).map(asRecord)) {
      const name = String(property['name']);
      const child = /^child<(.{1,200})>$/.exec(String(property['type']))?.[1];
      if (name === 'chardev' && property['type'] === 'str') {
        const chardev = await machine.qmp('qom-get', { path, property: name }, { signal });
        uarts.push({ type, chardev: typeof chardev === 'string' && chardev !== '' ? chardev : undefined });
      } else if (child !== undefined && !NO_DEVICES.test(child))
        paths.push({ path: `${path}/${name}`, type: child });
    }
  }
  return uarts;
}
