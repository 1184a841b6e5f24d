import { closeSync, existsSync, openSync } from 'node:fs';
import type { OutputSource } from '../../../serial/outputProtocol';
import type { OutputPort } from './outputOrigin';

/**
 * The files of a port, held open: a machine's files go with it, and a run's when it is deleted; what was said last is to be read all the
 * same. Of a file that has gone the descriptor is its name, where the system has names for those.
 */
export class PortFiles {
  private readonly descriptors = new Map<string, number>();

  constructor(private readonly port: OutputPort) {
    const { path, times } = port.source();
    if (process.platform !== 'win32') for (const file of [path, times]) this.hold(file);
  }

  get source(): OutputSource {
    const source = this.port.source();
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
