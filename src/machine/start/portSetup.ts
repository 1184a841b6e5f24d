import type { ResolvedSerial } from '../../config/resolved';
import type { PortSetup, TransportKind } from '../../serial/protocol';
import { type MachineDirectory, portFileName } from '../directory/machineDirectory';
import type { QemuFeatures } from '../command/qemuFeatures';
import type { MachineSettings } from '../services';

/** A spool if QEMU can write one: not on Windows, where its `pipe` is something else. */
export function chooseTransport(
  wanted: MachineSettings['transport'],
  features: QemuFeatures,
  platform: NodeJS.Platform = process.platform,
): TransportKind {
  if (wanted !== 'auto') return wanted;
  return platform !== 'win32' && features.pipeChardev ? 'spool' : 'socket';
}

/** What the serial worker is told about each port. */
export function portSetups(
  ports: readonly ResolvedSerial[],
  transport: TransportKind,
  directory: MachineDirectory,
  spoolLimitBytes: number,
): PortSetup[] {
  return ports.map((port, index) => ({
    name: port.name,
    transport,
    path: directory.file(portFileName(index)),
    characterDelayMs: port.characterDelayMs,
    lineDelayMs: port.lineDelayMs,
    spoolLimitBytes,
    encoding: port.encoding,
    // C libraries open the console as a file (`:tt`), and QEMU takes its own standard output for that, whatever chardev
    // semihosting has. One machine has one such port.
    ...(transport === 'spool' && port.device === 'semihosting' && { isStandardStream: true }),
    ...(port.capture !== undefined && { capture: port.capture }),
    ...(port.expose !== undefined && { expose: port.expose }),
  }));
}
