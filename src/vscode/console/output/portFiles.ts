import { closeSync, existsSync, openSync } from 'node:fs';
import type { OutputSource } from '../../../serial/outputProtocol';
import type { OutputPort } from './outputOrigin';

/**
 * The files of a port, held open: a machine's files go with it, and a run's when it is deleted; what was said last is to be read all the
 * same. Of a file that has gone the descriptor is its name, where the system has names for those.
 */
export class PortFiles {
  private readonly descriptors = new Map<string, number>();

  private constructor(private readonly port: OutputPort) {}

  /** Those of all ports. @throws when one cannot be opened; none is open then. */
  static open(ports: readonly OutputPort[]): PortFiles[] {
    const all = ports.map((port) => new PortFiles(port));
    try {
      if (process.platform !== 'win32') for (const files of all) files.hold();
      return all;
    } catch (error) {
      for (const files of all) files.close();
      throw error;
    }
  }

  get source(): OutputSource {
    const source = this.port.source();
    return { ...source, path: this.nameOf(source.path), times: this.nameOf(source.times) };
  }

  close(): void {
    for (const descriptor of this.descriptors.values()) closeSync(descriptor);
    this.descriptors.clear();
  }

  private hold(): void {
    const { path, times } = this.port.source();
    for (const file of [path, times]) if (existsSync(file)) this.descriptors.set(file, openSync(file, 'r'));
  }

  private nameOf(file: string): string {
    const descriptor = this.descriptors.get(file);
    return descriptor === undefined || existsSync(file) ? file : `/dev/fd/${descriptor}`;
  }
}
