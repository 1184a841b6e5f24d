/** A long flood in flat memory and bounded disk, each byte seen by a listener in the main thread and hashed. */
import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { residentBytes } from '../support/cpu';
import { program } from '../support/program';
import { SpoolPort } from '../support/spoolPort';
import { Terminal } from '../support/terminal';
import { until } from '../../support/until';

interface MemoryOptions {
  readonly bytes: number;
  readonly spoolLimitBytes: number;
  readonly bytesPerSecond?: number;
}

const LOOK_MS = 20;

program(async ({ bytes, spoolLimitBytes, bytesPerSecond }: MemoryOptions) => {
  const spool = await SpoolPort.start(spoolLimitBytes);
  new Terminal(
    spool.port.openTerminal({
      newline: 'cr',
      implicitCarriageReturn: true,
      localEcho: false,
      bracketedPaste: false,
    }),
  );
  let crc = 0;
  let heard = 0;
  spool.port.onDidReceive((piece) => {
    crc = crc32(piece, crc);
    heard += piece.length;
  });
  const before = residentBytes(process.pid);
  let [most, disk] = [before, 0];
  const memory: [bytes: number, resident: number][] = [];
  const look = (): void => {
    const resident = residentBytes(process.pid);
    memory.push([heard, resident]);
    most = Math.max(most, resident);
    disk = Math.max(disk, statSync(spool.file).blocks * 512);
  };
  const looking = setInterval(look, LOOK_MS);
  const begin = performance.now();
  const written = await spool.write({ bytes, ...(bytesPerSecond !== undefined && { bytesPerSecond }) });
  await until('the listener has it all', () => heard >= bytes, { limitMs: 10_000 }).catch(() => undefined);
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(looking);
  await spool.stop();
  return {
    bytesPerSecond: heard / seconds,
    writerBytesPerSecond: written.bytes / written.seconds,
    growthBytes: most - before,
    before,
    diskBytes: disk,
    overLimitBytes: disk - spoolLimitBytes,
    missingBytes: bytes - heard,
    equal: crc === written.crc && heard === bytes,
    memory: thinned(memory),
  };
});

/** The most points that a plot needs. */
function thinned<T>(points: readonly T[], most = 100): T[] {
  const step = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, index) => index % step === 0);
}
