import { isCancelled } from '../../concurrency/abort';
import type { ChildProcess } from '../../concurrency/childProcess';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { chardevOption } from '../../serial/chardev';
import { SerialClient } from '../../serial/client';
import { findBinary } from './binary';
import { commandLine } from './commandLine';
import { argumentWarnings } from './commandWarnings';
import { chosenBase, MachineDirectory } from '../machineDirectory';
import { gdbOption, gdbStubAddress } from '../control/gdbStub';
import type { Guard } from '../guard/client';
import { Machine, type MachinePort } from '../machine';
import { monitorSocket, type MonitorSocket } from './monitorSocket';
import { Owned } from '../end/owned';
import { parentDeathPrefix } from './parentDeath';
import { chooseTransport, portSetups } from './portSetup';
import type { FeatureProbe, QemuFeatures } from './featureProbe';
import { processIdentity } from '../guard/processIdentity';
import { QemuProcess } from './qemuProcess';
import { QmpClient } from '../qmp/client';
import type { ResolvedMachine } from './resolve';
import type { MachineServices, MachineSettings, SerialThread, StartOptions } from '../services';
import { StartError } from '../startErrors';
import { WorkerTree } from '../workerTree';

export interface BootRequest {
  readonly id: string;
  readonly resolved: ResolvedMachine;
  readonly options: StartOptions;
  readonly services: MachineServices;
  readonly settings: MachineSettings;
  readonly probe: FeatureProbe;
  readonly guard: Guard;
  /** The machine's own group. */
  readonly group: TaskGroup;
  readonly progress: (text: string) => void;
}

/**
 * Starts QEMU and returns its machine, whose guest has not run its first instruction yet.
 * @throws {StartError} when that fails; `signal.reason` on abort. Nothing of it is left then.
 */
export async function boot(request: BootRequest, signal: AbortSignal): Promise<Machine> {
  const attempt = new Boot(request);
  try {
    return await attempt.run(signal);
  } catch (error) {
    await attempt.undo();
    if (signal.aborted || isCancelled(error) || !(error instanceof Error)) throw error;
    // What a person reads must be a start error, also where a file or a port could not be made.
    throw error instanceof StartError ? error : new StartError(error.message, '');
  }
}

/** A started serial worker and what QEMU is told about it. */
interface Wiring {
  readonly directory: MachineDirectory;
  readonly serial: SerialThread;
  readonly owned: Owned;
  readonly socketPorts: boolean;
}

interface Prepared {
  readonly command: readonly string[];
  readonly monitor: MonitorSocket;
  readonly features: QemuFeatures;
}

class Boot {
  private readonly undos: (() => Promise<unknown>)[] = [];
  private readonly log: Logger;
  private machine: Machine | undefined;

  constructor(private readonly request: BootRequest) {
    this.log = request.services.log.from(`${request.resolved.name} · machine`);
  }

  async run(signal: AbortSignal): Promise<Machine> {
    const { resolved, settings, probe, progress } = this.request;
    refuse(resolved.config.args);
    const binary = await findBinary({
      arch: resolved.arch,
      qemuPath: resolved.config.qemuPath,
      installDirectory: settings.installDirectory,
      cwd: resolved.cwd,
      searchPath: resolved.env['PATH'] ?? resolved.env['Path'] ?? '',
    });
    const features = await probe.features(binary, signal);
    progress(`Starting QEMU ${features.version}`);
    const wiring = await this.wire(features, signal);
    const prepared = await this.prepare(binary, features, wiring);
    return await this.connect(prepared, wiring, signal);
  }

  /** What was made, newest first. */
  async undo(): Promise<void> {
    for (const step of this.undos.reverse()) {
      await step().catch((error: unknown) => this.log.warn(`after a failed start: ${String(error)}`));
    }
  }

  private async wire(features: QemuFeatures, signal: AbortSignal): Promise<Wiring> {
    const { services, settings, resolved, group } = this.request;
    const directory = await MachineDirectory.create(await chosenBase(settings.baseDirectory));
    this.undos.push(() => directory.remove());
    const transport = chooseTransport(settings.transport, features);
    const ports = resolved.ports.filter(({ device }) => device !== 'none');
    const startSerial = services.startSerial ?? SerialClient.start.bind(SerialClient);
    const serial = await startSerial(
      services.workerFile,
      {
        machine: resolved.name,
        ports: portSetups(ports, transport, directory, settings.spoolLimitBytes),
        qemuLog: directory.file('qemu.log'),
        ...(services.translations && { translations: services.translations }),
      },
      services.log,
      signal,
    );
    this.undos.push(() => serial.stop());
    serial.onDidReachSpoolLimit(({ port, text }) => this.log.warn(`${port}: ${text}`));
    const owned = new Owned(serial.stopped, () => serial.stop());
    const tree = new WorkerTree(serial, group.signal);
    group.adopt('thread', 'serial worker', owned, {
      detail: () => `thread ${serial.threadId}`,
      inner: () => tree.look(),
    });
    return { directory, serial, owned, socketPorts: transport === 'socket' };
  }

  private async prepare(binary: string, features: QemuFeatures, wiring: Wiring): Promise<Prepared> {
    const { resolved, options } = this.request;
    const monitor = await monitorSocket();
    this.undos.push(() => {
      monitor.dispose();
      return Promise.resolve();
    });
    const args = commandLine(resolved, {
      endpoints: wiring.serial.chardevs.map(chardevOption),
      monitor: monitor.chardev,
      logFile: wiring.directory.file('qemu.log'),
      features,
      options,
      ...(options.gdbStub && { gdb: gdbOption(wiring.directory) }),
    });
    const prefix = features.exitWithParent ? [] : await parentDeathPrefix();
    const command = [...prefix, binary, ...args];
    this.log.info(`${resolved.arch}, since ${resolved.because}`);
    this.log.info(`starting ${command.map(quote).join(' ')}`);
    for (const warning of argumentWarnings(resolved.config.args)) this.log.warn(warning);
    return { command, monitor, features };
  }

  private async connect(prepared: Prepared, wiring: Wiring, signal: AbortSignal): Promise<Machine> {
    const { id, resolved, services, group, guard, options } = this.request;
    const { directory, serial, socketPorts } = wiring;
    const { command, monitor, features } = prepared;
    const process = await QemuProcess.spawn(command, monitor.sockets, resolved, services.log);
    const { child } = process;
    this.undos.push(() => child.stop());
    const qemu = new Owned(child.stopped, () => child.stop());
    group.adopt('process', 'qemu', qemu, { detail: () => this.describe(child) });
    const identity = await this.note(child, directory);
    const qmpLog = services.log.from(`${resolved.name} · qmp`, child.pid);
    const qmp = await process.whileAlive(signal, async (alive) => {
      const client = await QmpClient.connect(await monitor.connect(child, alive), qmpLog, alive);
      serial.setQemuPid(child.pid);
      await serial.connected(alive);
      return client;
    });
    this.machine = new Machine({
      id,
      resolved,
      child,
      qmp,
      serial,
      directory,
      guard,
      group,
      qmpLog,
      socketPorts,
      identity,
      features,
      stderr: process.stderr,
      tasks: services.tasks,
      log: this.log,
      owned: { qemu, serial: wiring.owned },
      commandLine: command,
      ports: machinePorts(resolved, serial),
      gdbStub: options.gdbStub ? await gdbStubAddress(directory, qmp, signal) : undefined,
    });
    return this.machine;
  }

  /** Leaves a note for a sweep, in case that we end without ending it. @returns its start time. */
  private async note(child: ChildProcess, directory: MachineDirectory): Promise<string | undefined> {
    const identity = await processIdentity(child.pid);
    // None: it has ended already; the monitor's silence will tell.
    if (identity !== undefined) await directory.noteQemu(child.pid, identity);
    return identity;
  }

  private describe(child: ChildProcess): string {
    const { state = 'starting', why = '' } = this.machine ?? {};
    return `pid ${child.pid}, ${state}${why === '' ? '' : ` (${why})`}`;
  }
}

/** QEMU would hand the machine to a process that is not our child. */
function refuse(args: readonly string[]): void {
  if (!args.some((arg) => /^--?daemonize$/.test(arg))) return;
  throw new StartError('args: -daemonize takes QEMU out of our hands.', 'Remove it from "args".');
}

function machinePorts(resolved: ResolvedMachine, serial: SerialThread): MachinePort[] {
  const configs = resolved.ports.filter(({ device }) => device !== 'none');
  return serial.ports.flatMap((port, index) => {
    const config = configs[index];
    const chardev = serial.chardevs[index];
    if (!config || !chardev) return [];
    return [{ name: config.name, serial: port, config, chardev: chardev.id }];
  });
}

/** For the log; a shell would take it too. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
