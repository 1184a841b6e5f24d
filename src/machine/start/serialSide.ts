import { Stopper } from '../stopper';
import { type MachineDirectory, portFileName } from '../directory/machineDirectory';
import type { MachinePort, SerialSide } from '../machineParts';
import { QEMU_LOG } from '../processes/marks';
import type { Chardev } from '../../serial/chardev';
import { pipeChardevs, SerialClient } from '../../serial/client';
import type { SerialSetup } from '../../serial/protocol';
import { sharedSocket } from '../../serial/sharedSocket';
import type { SerialThread } from '../services';
import { WorkerTree } from '../workerTree';
import type { BootRequest } from './bootRequest';
import { chooseTransport, portSetups } from './portSetup';
import type { QemuFeatures } from '../command/qemuFeatures';
import type { ResolvedMachine } from '../command/resolve';
import { hidesTranslated } from '../command/translatedCode';

/** What the serial worker is told, and what QEMU is told about its ports. */
export interface SerialPlan {
  readonly setup: SerialSetup;
  /** Known before the worker runs if QEMU writes spools; a worker that listens on sockets has to be asked. */
  readonly chardevs: readonly Chardev[] | undefined;
}

export function planSerial(
  { services, settings, resolved, options }: BootRequest,
  directory: MachineDirectory,
  features: QemuFeatures,
): SerialPlan {
  const transport = chooseTransport(settings.transport, features);
  const ports = resolved.ports.filter(({ device }) => device !== 'none');
  const setup: SerialSetup = {
    machine: resolved.name,
    ports: portSetups(ports, transport, directory, settings.spoolLimitBytes),
    qemuLog: directory.file(QEMU_LOG),
    hidesTranslated: hidesTranslated(resolved.config),
    ...(options.tracesOutput && { hidesOutput: true }),
    ...(resolved.config.ownRules && { ownRules: resolved.config.ownRules }),
    ...(services.translations && { translations: services.translations }),
  };
  return { setup, chardevs: transport === 'spool' ? pipeChardevs(setup) : undefined };
}

/**
 * Whether the guest may run before the worker thread is up, which takes that thread longer than QEMU: where QEMU itself
 * keeps every byte, and neither a capture nor a socket for other programs may still be refused.
 */
export function mayRunAhead({ chardevs, setup }: SerialPlan): boolean {
  return (
    chardevs !== undefined && setup.ports.every(({ capture, expose }) => (capture ?? expose) === undefined)
  );
}

/**
 * Starts the worker thread for ports whose files have been made, as a part of the machine's group.
 * @throws as `SerialClient.start` does.
 */
export async function startSerial(
  { services, group }: BootRequest,
  { setup, chardevs }: SerialPlan,
  signal: AbortSignal,
): Promise<SerialSide> {
  const start = services.startSerial ?? SerialClient.start.bind(SerialClient);
  const thread = await start(services.workerFile, setup, services.log, signal);
  const stopper = new Stopper(thread.stopped, () => thread.stop());
  const tree = new WorkerTree(thread, group);
  group.adopt('thread', 'serial worker', stopper, {
    detail: () => `thread ${thread.threadId}`,
    inner: () => tree.look(),
  });
  return { thread, stopper, usesSockets: chardevs === undefined };
}

export function machinePorts(
  resolved: ResolvedMachine,
  serial: SerialThread,
  directory: MachineDirectory,
): MachinePort[] {
  const configs = resolved.ports.filter(({ device }) => device !== 'none');
  return serial.ports.flatMap((port, index) => {
    const config = configs[index];
    const chardev = serial.chardevs[index];
    if (!config || !chardev) return [];
    return [
      {
        name: config.name,
        serial: port,
        config,
        chardev: config.chardev ?? chardev.id,
        ...(config.expose && { socket: sharedSocket(directory.file(portFileName(index))) }),
      },
    ];
  });
}
