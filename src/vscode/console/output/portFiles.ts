import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { portFileName } from '../../../machine/directory/machineDirectory';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';
import type { OutputSource } from '../../../serial/outputProtocol';
import { arrivalsFile, spoolFile } from '../../../serial/portFiles';

/** The files of a machine's port, and how much of them there is by now. */
export function sourceOf(machine: Machine, port: MachinePort): OutputSource {
  const path = join(machine.directory, portFileName(machine.ports.indexOf(port)));
  const { received, spoolBytesKept } = port.serial.counters;
  return {
    name: port.name,
    path: spoolFile(path),
    times: arrivalsFile(path),
    encoding: port.serial.encoding,
    kept: received - spoolBytesKept,
    end: received,
  };
}

/**
 * The same, held open: a machine's files go with it, and what it said last is to be read all the same. Of a file that has gone the
 * descriptor is its name, where the system has names for those.
 */
export class PortFiles {
  private readonly descriptors = new Map<string, number>();

  constructor(
    private readonly machine: Machine,
    readonly port: MachinePort,
  ) {
    const { path, times } = sourceOf(machine, port);
    if (process.platform !== 'win32') for (const file of [path, times]) this.hold(file);
  }

  get source(): OutputSource {
    const source = sourceOf(this.machine, this.port);
    return { ...source, path: this.nameOf(source.path), times: this.nameOf(source.times) };
  }

  close(): void {
    for (const descriptor of this.descriptors.values()) closeSync(descriptor);
    this.descriptors.clear();
  }

  private hold(file: string): void {
    if (existsSync(file)) this.descriptors.set(file, openSync(file, 'r'));
  }

  private nameOf(file: string): string {
    const descriptor = this.descriptors.get(file);
    return descriptor === undefined || existsSync(file) ? file : `/dev/fd/${descriptor}`;
  }
}
