import type { ResolvedConfiguration } from '../../config/resolved';
import { portFileName } from '../directory/machineDirectory';
import type { EndReport } from '../end/endReport';
import type { MachineParts } from '../machineParts';

/** One serial port of a machine that has ended. */
export interface EndedPort {
  readonly name: string;
  /** `PortSetup.path`: its spool and, where there is one, the file of its arrival times. */
  readonly path: string;
  /** Bytes since the machine's start. */
  readonly received: number;
  /** The offset of the oldest byte that its file still has. */
  readonly keptFrom: number;
  /** How its text is bytes; UTF-8 if it is not told. */
  readonly encoding?: string;
}

/** A machine whose processes have gone, and whose private directory is about to. */
export interface EndedRun {
  readonly name: string;
  readonly arch: string;
  readonly qemuVersion: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly config: ResolvedConfiguration;
  /** Program and arguments. */
  readonly commandLine: readonly string[];
  readonly ports: readonly EndedPort[];
  readonly end: EndReport;
  /** The title of the crash that it ended in, as the guest has it, cut; absent when there was none since the last reset. */
  readonly crash?: string;
}

/** A guest may call its crash what it likes, at any length. In UTF-16 units. */
const LONGEST_TITLE = 300;

/** Resolves when the files may go: what they held is in safe hands by then. */
export type KeepRun = (run: EndedRun) => Promise<void>;

/**
 * A machine as it was, from its parts once the serial worker has told its last counters.
 * @param startedAt Milliseconds since 1970.
 */
export function endedRun(
  { plan, place, qemu, ports, serial }: MachineParts,
  startedAt: number,
  end: EndReport,
): EndedRun {
  const { name, arch, config } = plan.resolved;
  const crash = serial.thread.lastCrash?.slice(0, LONGEST_TITLE);
  return {
    name,
    arch,
    qemuVersion: plan.features.version,
    startedAt,
    config,
    commandLine: qemu.process.command,
    ports: ports.map((port, index) => {
      const { received, spoolBytesKept } = port.serial.counters;
      const path = place.directory.file(portFileName(index));
      const { encoding } = port.serial;
      const kept = { name: port.name, path, received, keptFrom: received - spoolBytesKept };
      return encoding === 'utf8' ? kept : { ...kept, encoding };
    }),
    end,
    ...(crash !== undefined && { crash }),
  };
}
