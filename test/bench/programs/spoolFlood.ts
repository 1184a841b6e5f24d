/**
 * Fills a spool that QEMU writes too, further behind, for some seconds, and meanwhile looks for what QEMU writes at
 * its own place: the guest's answer to a key.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { program } from '../support/program';
import { setTimeout as sleep } from 'node:timers/promises';

interface SpoolFloodOptions {
  readonly file: string;
  readonly from: number;
  /** Where the next byte of QEMU's own comes. */
  readonly echoAt: number;
  readonly seconds: number;
  readonly bytesPerSecond: number;
  readonly last: string;
  /** After this many bytes it begins again at `from`. */
  readonly wrapBytes?: number;
}

const CHUNK_BYTES = 262_144;
const LINE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy 0123456789\r\n';
const BEAT_MS = 1;

program(async (options: SpoolFloodOptions) => {
  const fd = openSync(options.file, 'r+');
  const chunk = Buffer.from(LINE.repeat(CHUNK_BYTES / LINE.length));
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) / 1000;
  const answered = (): boolean => {
    const byte = Buffer.alloc(1);
    return readSync(fd, byte, 0, 1, options.echoAt) === 1 && byte[0] !== 0;
  };
  const { from, wrapBytes = Infinity } = options;
  let written = 0;
  let echoAt: number | undefined;
  while (elapsed() < options.seconds) {
    writeSync(fd, chunk, 0, chunk.length, from + (written % wrapBytes));
    written += chunk.length;
    if (echoAt === undefined && answered()) echoAt = Date.now();
    while (written / elapsed() > options.bytesPerSecond) await sleep(BEAT_MS);
  }
  writeSync(fd, Buffer.from(options.last), 0, options.last.length, from + (written % wrapBytes));
  const endedAt = Date.now();
  closeSync(fd);
  return { bytesPerSecond: written / options.seconds, echoAt, endedAt };
});
