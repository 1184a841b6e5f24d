/**
 * Stands for a QEMU that is as fast as the disk cache: fills a port's spool from another process, at an offset of
 * its own as QEMU does, and tells the CRC-32 of what it wrote.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { program } from '../support/program';
import type { WriterResult } from '../support/spoolPort';
import { setTimeout as sleep } from 'node:timers/promises';

interface WriterOptions {
  readonly file: string;
  readonly bytes: number;
  /** The most bytes a second; unlimited by default. */
  readonly bytesPerSecond?: number;
  /** What comes last, on top of `bytes`. */
  readonly last?: string;
  /** Where to begin. */
  readonly from?: number;
}

const CHUNK_BYTES = 262_144;
const LINE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy 0123456789\r\n';
/** How often a limited writer looks at the clock, in milliseconds. */
const BEAT_MS = 5;

program(async ({ file, bytes, bytesPerSecond = Infinity, last = '', from = 0 }: WriterOptions) => {
  const fd = openSync(file, 'r+');
  const chunk = Buffer.from(LINE.repeat(CHUNK_BYTES / LINE.length));
  const beganAt = Date.now();
  const begin = performance.now();
  let crc = 0;
  let written = 0;
  while (written < bytes) {
    // Each chunk is another one, or a lost chunk would not show.
    chunk.write(String(written).padStart(16, '0'), 'latin1');
    const piece = chunk.subarray(0, Math.min(chunk.length, bytes - written));
    writeSync(fd, piece, 0, piece.length, from + written);
    crc = crc32(piece, crc);
    written += piece.length;
    while (written / ((performance.now() - begin) / 1000) > bytesPerSecond) await sleep(BEAT_MS);
  }
  const end = Buffer.from(last);
  writeSync(fd, end, 0, end.length, from + written);
  const result: WriterResult = {
    bytes: written + end.length,
    beganAt,
    seconds: (performance.now() - begin) / 1000,
    crc: crc32(end, crc),
  };
  closeSync(fd);
  return result;
});
