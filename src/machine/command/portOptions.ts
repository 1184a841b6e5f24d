import { readList, valueIn, writeList } from '../../config/options/list';
import type { ResolvedSerial } from '../../config/resolved';
import type { ResolvedMachine } from './resolve';

/** The id in a `-chardev` value. */
export function chardevId(endpoint: string): string {
  return valueIn(readList(endpoint, 'backend'), 'id') ?? '';
}

/** The `-chardev` value under the id that the configuration wants for it, if it wants one. */
function withId(endpoint: string, { chardev, shared }: ResolvedSerial): string {
  if (chardev === undefined) return endpoint;
  const items = readList(endpoint, 'backend');
  const named = items.map((item) => (item.key === 'id' ? { ...item, value: chardev } : item));
  return writeList([...named, ...(shared ? [{ key: 'mux', value: 'on' }] : [])], 'backend');
}

/**
 * Serial ports, in order: QEMU counts the `-serial`s.
 * @param endpoints The `-chardev` value of each port that is not `none`, in order.
 */
export function portOptions(machine: ResolvedMachine, endpoints: readonly string[]): string[] {
  const remaining = [...endpoints];
  let hasBus = false;
  return machine.ports.flatMap((port) => {
    // `null` keeps the slot; what `none` does to the ports after it has changed between QEMU versions (8.2.2).
    if (port.device === 'none') return ['-serial', port.backend ?? 'null'];
    const endpoint = withId(remaining.shift() ?? '', port);
    const bus = port.device === 'virtconsole' && !hasBus ? virtioSerial(machine) : [];
    hasBus ||= port.device === 'virtconsole';
    return ['-chardev', endpoint, ...bus, ...deviceOptions(port.device, chardevId(endpoint))];
  });
}

function deviceOptions(device: Exclude<ResolvedSerial['device'], 'none'>, id: string): string[] {
  switch (device) {
    case 'uart':
      return ['-serial', `chardev:${id}`];
    case 'debugcon':
      return ['-device', `isa-debugcon,iobase=0xe9,chardev=${id}`];
    case 'pci-serial':
      return ['-device', `pci-serial,chardev=${id}`];
    case 'virtconsole':
      return ['-device', `virtconsole,bus=${BUS}.0,chardev=${id}`];
    case 'semihosting':
    case 'chardev':
      // Whatever uses it names it.
      return [];
  }
}

const BUS = 'qsd-vser';

/** Boards that have virtio but no PCI: there it sits in memory. */
const VIRTIO_MMIO: readonly (readonly [arch: RegExp, machine: string])[] = [
  [/^(x86_64|i386)$/, 'microvm'],
  [/^m68k$/, 'virt'],
];

function virtioSerial({ arch, machine }: ResolvedMachine): string[] {
  const type = valueIn(readList(machine ?? '', 'type'), 'type');
  const inMemory = VIRTIO_MMIO.some(([archs, board]) => archs.test(arch) && board === type);
  return ['-device', `${inMemory ? 'virtio-serial-device' : 'virtio-serial'},id=${BUS}`];
}

/** What semihosting calls are about, and where they print: our console, a chardev in `args`, or a debugger. */
export function semihostingOptions({ config }: ResolvedMachine, endpoints: readonly string[]): string[] {
  const { semihosting, serial } = config;
  const at = serial
    .filter(({ device }) => device !== 'none')
    .findIndex(({ device }) => device === 'semihosting');
  if (semihosting === undefined && at < 0) return [];
  const { target = 'native', chardev, options = [] } = semihosting ?? {};
  const endpoint = endpoints[at];
  const console = chardev ?? (endpoint === undefined ? undefined : chardevId(endpoint));
  const value = [
    'enable=on',
    `target=${target}`,
    ...(console === undefined ? [] : [`chardev=${console}`]),
    ...options,
  ];
  return ['-semihosting-config', value.join(',')];
}
