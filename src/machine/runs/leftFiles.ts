import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeWhole } from '../../log/writeWhole';
import { arrivalsFile, spoolFile } from '../../serial/portFiles';
import { portFileName } from '../directory/machineDirectory';
import type { EndedPort, EndedRun } from './endedRun';

/** Copied at once, in bytes. */
const PIECE_BYTES = 1 << 20;

/** A port's files, open: they can be read after their directory has gone. */
interface OpenPort extends EndedPort {
  readonly said: FileHandle;
  readonly times: FileHandle | undefined;
}

/**
 * The files that a machine leaves. They are opened before its private directory is removed and copied afterwards, since that
 * directory and the storage are mostly on two disks: the machine's end waits for no copy, and a host that dies meanwhile leaves
 * nothing of theirs.
 */
export class LeftFiles {
  private constructor(private readonly ports: readonly OpenPort[]) {}

  /** @throws when one cannot be opened; none is open then. */
  static async open({ ports }: Pick<EndedRun, 'ports'>): Promise<LeftFiles> {
    const opened: OpenPort[] = [];
    try {
      for (const port of ports) opened.push(await openPort(port));
      return new LeftFiles(opened);
    } catch (error) {
      await new LeftFiles(opened).close();
      throw error;
    }
  }

  /**
   * Copies them into a folder as `ser0.out`, `ser0.times`, …. A byte keeps its offset: where the beginning is left out, the copy has a
   * hole.
   * @param from For each port, the offset to begin at.
   * @param pace Called before each piece, in bytes; what it throws ends the copy.
   * @throws when a file cannot be read up to its end, or written: no copy has a hole for what is missing.
   */
  async copyTo(folder: string, from: readonly number[], pace: () => void): Promise<void> {
    for (const [index, { said, times, received }] of this.ports.entries()) {
      await copy(said, spoolFile(portPath(folder, index)), from[index] ?? 0, received, pace);
      if (times) await copy(times, arrivalsFile(portPath(folder, index)), 0, (await times.stat()).size, pace);
    }
  }

  async close(): Promise<void> {
    const handles = this.ports.flatMap(({ said, times }) => (times ? [said, times] : [said]));
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

/** Where a kept run has the files of a port, without what stands behind their names. */
export function portPath(folder: string, index: number): string {
  return join(folder, portFileName(index));
}

async function openPort(port: EndedPort): Promise<OpenPort> {
  const said = await open(spoolFile(port.path), 'r');
  // Without it the run has no times, but everything else.
  const times = await open(arrivalsFile(port.path), 'r').catch(() => undefined);
  return { ...port, said, times };
}

async function copy(
  source: FileHandle,
  path: string,
  from: number,
  end: number,
  pace: () => void,
): Promise<void> {
  const target = await open(path, 'wx', 0o600);
  try {
    const buffer = new Uint8Array(Math.min(PIECE_BYTES, Math.max(1, end - from)));
    for (let at = from; at < end;) {
      pace();
      const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) throw new Error(`${basename(path)} ends at ${at}, not at ${end}`);
      await writeWhole(target, buffer.subarray(0, bytesRead), at);
      at += bytesRead;
    }
    // With nothing kept of it, it still has the length that offsets refer to.
    await target.truncate(end);
  } finally {
    await target.close();
  }
}
