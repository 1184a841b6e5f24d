import * as l10n from '@vscode/l10n';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { chardevOption } from '../../serial/chardev';
import { SerialClient } from '../../serial/client';
import { connectAddress, gdbArguments, gdbStubAddress } from '../control/gdbStub';
import { MachineDirectory } from '../directory/machineDirectory';
import { Stopper } from '../end/stopper';
import type { Guard } from '../guard/guard';
import { Machine } from '../machine';
import type { MachinePlace, MachinePort, RunningQemu, SerialSide } from '../machineParts';
import { endTree } from '../processes/endTree';
import { QEMU_LOG } from '../processes/marks';
import { QmpClient } from '../qmp/client';
import type { MachineServices, MachineSettings, SerialThread, StartOptions } from '../services';
import { StartError } from '../startErrors';
import { WorkerTree } from '../workerTree';
import { findBinary } from './binary';
import { commandLine } from './commandLine';
import type { FeatureProbe } from './featureProbe';
import type { QemuProgram } from './featureStore';
import { monitorSocket, type MonitorSocket } from './monitorSocket';
import { parentDeathPrefix } from './parentDeath';
import { chooseTransport, portSetups } from './portSetup';
import type { QemuFeatures } from './qemuFeatures';
import { QemuProcess } from './qemuProcess';
import type { ResolvedMachine } from './resolve';

export interface BootRequest {
  readonly id: string;
  readonly resolved: ResolvedMachine;
  readonly options: StartOptions;
  readonly services: MachineServices;
  readonly settings: MachineSettings;
  readonly probe: FeatureProbe;
  readonly guard: Guard;
  /** Where the machine's directory goes. */
  readonly base: string;
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
    throw error;
  }
}

/** What is about to be started. */
interface Prepared {
  readonly program: QemuProgram;
  /** What stands before the program, and what comes after it. */
  readonly prefix: readonly string[];
  readonly args: readonly string[];
  readonly monitor: MonitorSocket;
}

class Boot {
  private readonly undos: (() => Promise<unknown>)[] = [];
  private readonly log: Logger;
  private machine: Machine | undefined;
  private process: QemuProcess | undefined;

  constructor(private readonly request: BootRequest) {
    this.log = request.services.log.from(`${request.resolved.name} · machine`);
  }

  async run(signal: AbortSignal): Promise<Machine> {
    const { base, probe, progress } = this.request;
    const [program, place, prefix] = await allOf(this.findProgram(), this.takePlace(), parentDeathPrefix());
    const features = await probe.features(program, base, signal);
    progress(l10n.t('Starting QEMU {0}', features.version));
    const serial = await this.startSerial(place.directory, features, signal);
    const prepared = await this.prepare(features, place.directory, serial);
    try {
      const qemu = await this.startQemu({ program, prefix, ...prepared }, place.directory, serial, signal);
      return this.makeMachine(features, place, serial, qemu);
    } catch (error) {
      // What was remembered of the program may not be true any more.
      if (error instanceof StartError) await probe.forget(program).catch(() => undefined);
      throw error;
    }
  }

  /** What was made, newest first. */
  async undo(): Promise<void> {
    for (const step of this.undos.reverse()) {
      await step().catch((error: unknown) => this.log.warn(`after a failed start: ${String(error)}`));
    }
  }

  private async findProgram(): Promise<QemuProgram> {
    const { arch, config, cwd, env } = this.request.resolved;
    const binary = await findBinary({
      arch,
      qemuPath: config.qemuPath,
      installDirectory: this.request.settings.installDirectory,
      cwd,
      searchPath: env['PATH'] ?? env['Path'] ?? '',
    });
    return { binary, env, cwd };
  }

  /** First the guard, then the directory, and only then anything that could be left in it. */
  private async takePlace(): Promise<MachinePlace> {
    const { guard, base } = this.request;
    const releaseGuard = await guard.hold();
    this.undos.push(releaseGuard);
    const directory = await MachineDirectory.create(base);
    this.undos.push(async () => {
      await endTree({ directory: directory.path, leader: this.process?.leader }, this.log);
      await directory.remove();
    });
    return { directory, releaseGuard };
  }

  private async startSerial(
    directory: MachineDirectory,
    features: QemuFeatures,
    signal: AbortSignal,
  ): Promise<SerialSide> {
    const { services, settings, resolved, group } = this.request;
    const transport = chooseTransport(settings.transport, features);
    const ports = resolved.ports.filter(({ device }) => device !== 'none');
    const startSerial = services.startSerial ?? SerialClient.start.bind(SerialClient);
    const thread = await startSerial(
      services.workerFile,
      {
        machine: resolved.name,
        ports: portSetups(ports, transport, directory, settings.spoolLimitBytes),
        qemuLog: directory.file(QEMU_LOG),
        ...(services.translations && { translations: services.translations }),
      },
      services.log,
      signal,
    );
    this.undos.push(() => thread.stop());
    const stopper = new Stopper(thread.stopped, () => thread.stop());
    const tree = new WorkerTree(thread, group);
    group.adopt('thread', 'serial worker', stopper, {
      detail: () => `thread ${thread.threadId}`,
      inner: () => tree.look(),
    });
    return { thread, stopper, usesSockets: transport === 'socket' };
  }

  private async prepare(
    features: QemuFeatures,
    directory: MachineDirectory,
    serial: SerialSide,
  ): Promise<Pick<Prepared, 'args' | 'monitor'>> {
    const { resolved, options } = this.request;
    const monitor = await monitorSocket();
    this.undos.push(() => {
      monitor.dispose();
      return Promise.resolve();
    });
    const args = commandLine(resolved, {
      endpoints: serial.thread.chardevs.map(chardevOption),
      monitor: monitor.chardev,
      logFile: directory.file(QEMU_LOG),
      gdb: options.gdbStub ? gdbArguments(directory) : [],
      features,
      options,
    });
    this.tellNotices();
    return { args, monitor };
  }

  /** In the terminal, where the person looks, and in the log, which stays. */
  private tellNotices(): void {
    const { resolved, options, progress } = this.request;
    const { notices, gdb, startsPaused } = resolved.config;
    const own = [
      ...(resolved.guess === undefined ? [] : [resolved.guess]),
      ...resolved.doubts,
      ...(options.gdbStub && gdb !== undefined ? [stubIsTaken(gdb)] : []),
      ...(startsPaused && options.holdAtReset === undefined ? [waitsForResume()] : []),
    ];
    for (const notice of [...notices, ...own]) {
      this.log.warn(notice);
      progress(notice);
    }
  }

  private async startQemu(
    { program, prefix, args, monitor }: Prepared,
    directory: MachineDirectory,
    serial: SerialSide,
    signal: AbortSignal,
  ): Promise<RunningQemu> {
    const { resolved, services, group, options } = this.request;
    this.log.info(`${resolved.arch}, since ${resolved.because}`);
    this.log.info(`starting ${[...prefix, program.binary, ...args].map(quote).join(' ')}`);
    const process = await QemuProcess.spawn(
      { program, prefix, args, sockets: monitor.sockets, directory },
      resolved,
      services.log,
    );
    this.process = process;
    const { child } = process;
    this.undos.push(() => child.stop());
    const stopper = new Stopper(child.stopped, () => child.stop());
    group.adopt('process', 'qemu', stopper, { detail: () => this.describe(child.pid) });
    const qmpLog = services.log.from(`${resolved.name} · qmp`, child.pid);
    const qmp = await process.whileAlive(signal, async (alive) => {
      const client = await QmpClient.connect(await monitor.connect(child, alive), qmpLog, alive);
      serial.thread.setQemuPid(child.pid);
      await serial.thread.connected(alive);
      return client;
    });
    const gdbStub = options.gdbStub
      ? await gdbStubAddress(directory, qmp, signal)
      : connectAddress(resolved.config.gdb);
    return { process, qmp, stopper, gdbStub };
  }

  private makeMachine(
    features: QemuFeatures,
    place: MachinePlace,
    serial: SerialSide,
    qemu: RunningQemu,
  ): Machine {
    const { id, resolved, services, settings, group } = this.request;
    this.machine = new Machine({
      plan: { id, resolved, features, onDiskFull: settings.onDiskFull },
      place,
      qemu,
      serial,
      ports: machinePorts(resolved, serial.thread),
      context: {
        group,
        tasks: services.tasks,
        log: this.log,
        qmpLog: services.log.from(`${resolved.name} · qmp`, qemu.process.child.pid),
      },
    });
    return this.machine;
  }

  private describe(pid: number): string {
    const { state = 'starting', why = '' } = this.machine ?? {};
    return `pid ${pid}, ${state}${why === '' ? '' : ` (${why})`}`;
  }
}

/** Waits for all of them, also after one has failed: what they have made by then is to be undone. @throws the first failure. */
async function allOf<T extends readonly unknown[]>(
  ...promises: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

function stubIsTaken(gdb: string): string {
  return l10n.t(
    'args: -gdb {0} is left out: QEMU has one debugger stub, and this debug session uses it.',
    gdb,
  );
}

function waitsForResume(): string {
  return l10n.t('args: -S: the guest waits before its first instruction; "QEMU: Resume" starts it.');
}

function machinePorts(resolved: ResolvedMachine, serial: SerialThread): MachinePort[] {
  const configs = resolved.ports.filter(({ device }) => device !== 'none');
  return serial.ports.flatMap((port, index) => {
    const config = configs[index];
    const chardev = serial.chardevs[index];
    if (!config || !chardev) return [];
    return [{ name: config.name, serial: port, config, chardev: config.chardev ?? chardev.id }];
  });
}

/** For the log; a shell would take it too. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
