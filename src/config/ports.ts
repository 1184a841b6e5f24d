import type { AdoptedPort, AdoptedSemihosting } from './adopt/adopted';
import type { MachineConfiguration, SerialConfiguration } from './types';

/** A port as it is written, or as `args` describe it. */
export type WrittenPort = SerialConfiguration | AdoptedPort;

/** What says which ports a machine has. */
export interface PortSources extends Pick<MachineConfiguration, 'serial' | 'semihosting'> {
  readonly adopted: {
    readonly ports: readonly AdoptedPort[];
    readonly semihosting: AdoptedSemihosting | undefined;
  };
}

/**
 * The ports of a machine, in order: those of `serial`, those that `args` add, as on a command line, and the console of
 * semihosting if it is wanted and not among them. One UART when nothing is said about ports at all.
 */
export function portsOf({ serial, semihosting, adopted }: PortSources): WrittenPort[] {
  const described = [...(serial ?? []), ...adopted.ports];
  const missing = hasConsole(semihosting, adopted.semihosting) && !described.some(isSemihosting);
  const terminal = described.some(({ device }) => device !== 'none') ? 'hidden' : 'open';
  const ports: WrittenPort[] = missing ? [...described, { device: 'semihosting', terminal }] : described;
  return ports.length === 0 && serial === undefined ? [{}] : ports;
}

const isSemihosting = ({ device }: WrittenPort): boolean => device === 'semihosting';

/** Whether what the program prints comes out of QEMU, and not in a debugger or on a chardev of the person's own. */
function hasConsole(
  written: MachineConfiguration['semihosting'],
  adopted: AdoptedSemihosting | undefined,
): boolean {
  if (adopted) return adopted.enabled && adopted.chardev === undefined && adopted.target !== 'gdb';
  return written === true || (typeof written === 'object' && written.target !== 'gdb');
}

/**
 * Which port a configuration means, as an index into `serial`; -1 for none. Numbers count the ports that exist, as
 * `machine.ports` does, without the `none` slots; nothing means the first.
 */
export function portIndex(
  wanted: string | number | undefined,
  serial: readonly { readonly name: string; readonly device: string }[],
): number {
  const existing = serial.filter(({ device }) => device !== 'none');
  const found = existing.find(
    ({ name }, number) => wanted === undefined || wanted === name || wanted === number,
  );
  return found === undefined ? -1 : serial.indexOf(found);
}
