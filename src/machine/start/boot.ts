import * as l10n from '@vscode/l10n';
import type { Logger } from '../../log/logger';
import { chardevOption, type Chardev } from '../../serial/chardev';
import { makePortFiles, withStandardStreams } from '../../serial/portFiles';
import { connectAddress, gdbArguments, gdbStubAddress } from '../control/gdbStub';
import { MachineDirectory } from '../directory/machineDirectory';
import { Stopper } from '../stopper';
import { Machine } from '../machine';
import type { AttachedSerial, MachinePlace, RunningQemu, SerialSide } from '../machineParts';
import { endTree } from '../processes/endTree';
import { QEMU_LOG } from '../processes/marks';
import { QmpClient } from '../qmp/client';
import { StartError } from '../errors/startErrors';
import { findBinary } from '../command/binary';
import type { BootRequest } from './bootRequest';
import { commandLine } from '../command/commandLine';
import { shellText } from '../command/shellText';
import { bootNotices } from './bootNotices';
import type { QemuProgram } from '../command/featureStore';
import { beforeEnd } from '../qemu/beforeEnd';
import { monitorSocket, type MonitorSocket } from '../qemu/monitorSocket';
import { parentDeathPrefix } from '../qemu/parentDeath';
import { answeredBy, type QemuFeatures } from '../command/qemuFeatures';
import { QemuProcess, type QemuSpawn } from '../qemu/qemuProcess';
import { machinePorts, mayRunAhead, planSerial, startSerial, type SerialPlan } from './serialSide';

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

class Boot {
  private readonly undos: (() => Promise<unknown>)[] = [];
  private readonly log: Logger;
  private machine: Machine | undefined;
  private process: QemuProcess | undefined;

  constructor(private readonly request: BootRequest) {
    this.log = request.services.log.from(`${request.resolved.name} · machine`);
  }

  /**
   * Guard and directory are there before anything is started in it. The worker thread is started after QEMU if QEMU can
   * do without it at first: both boot at the same time, and a fork is slow while a thread maps its memory.
   */
  async run(signal: AbortSignal): Promise<Machine> {
    const { base, probe, progress } = this.request;
    const guarded = this.holdGuard();
    // Awaited below; until then its failure must not count as unhandled.
    guarded.catch(() => undefined);
    const [program, directory, prefix] = await allOf(
      this.findProgram(),
      this.makeDirectory(),
      parentDeathPrefix(),
    );
    const features = await probe.features(program, base, guarded, signal);
    progress(l10n.t('Starting QEMU {0}', features.version));
    try {
      const plan = planSerial(this.request, directory, features);
      const [releaseGuard] = await allOf(guarded, this.makePortFiles(plan));
      const early = plan.chardevs ? undefined : await this.startSerial(plan, signal);
      const chardevs = plan.chardevs ?? early?.thread.chardevs ?? [];
      const monitor = await this.openMonitor();
      const args = this.commandLine(features, directory, chardevs, monitor);
      this.tellNotices();
      const { sockets } = monitor;
      const process = await withStandardStreams(plan.setup, (streams) =>
        this.spawn({ program, prefix, args, sockets, directory, streams }),
      );
      // A held guest says nothing: QEMU and the debugger, which loads symbols meanwhile, get the processors first.
      const { holdAtReset = false } = this.request.options;
      const beside = early ?? (holdAtReset ? undefined : await this.startSerial(plan, signal));
      const qemu = await this.connect(process, monitor, directory, signal);
      const serial = beside ?? (await this.startSerial(plan, signal));
      serial.thread.setQemuPid(process.child.pid);
      const attached = attach(process, serial, signal);
      if (!mayRunAhead(plan)) await process.whileAlive(signal, () => attached);
      if (!answeredBy(features, qemu.qmp.greeting)) await probe.forget(program);
      return this.makeMachine(features, { directory, releaseGuard }, { ...serial, attached }, qemu);
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
    return { binary, env, cwd, changes: config.env };
  }

  /** Not awaited at once: it is needed before the first process of the machine, and starts meanwhile. */
  private async holdGuard(): Promise<() => Promise<void>> {
    const held = this.request.guard.hold();
    this.undos.push(() =>
      held.then(
        (release) => release(),
        () => undefined,
      ),
    );
    return await held;
  }

  private async makeDirectory(): Promise<MachineDirectory> {
    const directory = await MachineDirectory.create(this.request.base);
    this.undos.push(async () => {
      await endTree({ directory: directory.path, leader: this.process?.leader }, this.log);
      await directory.remove();
    });
    return directory;
  }

  private async makePortFiles({ setup }: SerialPlan): Promise<void> {
    await makePortFiles(setup, (paths) => this.request.guard.makeFifos(paths));
  }

  private async startSerial(plan: SerialPlan, signal: AbortSignal): Promise<SerialSide> {
    const serial = await startSerial(this.request, plan, signal);
    this.undos.push(() => serial.thread.stop());
    return serial;
  }

  private async openMonitor(): Promise<MonitorSocket> {
    const monitor = await monitorSocket();
    this.undos.push(() => {
      monitor.dispose();
      return Promise.resolve();
    });
    return monitor;
  }

  private commandLine(
    features: QemuFeatures,
    directory: MachineDirectory,
    chardevs: readonly Chardev[],
    monitor: MonitorSocket,
  ): string[] {
    const { resolved, options } = this.request;
    return commandLine(resolved, {
      endpoints: chardevs.map(chardevOption),
      monitor: monitor.chardev,
      logFile: directory.file(QEMU_LOG),
      gdb: options.gdbStub ? gdbArguments(directory) : [],
      features,
      options,
    });
  }

  /** In the terminal, where the person is looking, and in the log, which stays. */
  private tellNotices(): void {
    for (const notice of bootNotices(this.request)) {
      this.log.warn(notice);
      this.request.progress(notice);
    }
  }

  private async spawn(what: QemuSpawn): Promise<QemuProcess> {
    const { resolved, services } = this.request;
    const { prefix, program, args } = what;
    this.log.info(`${resolved.arch}, since ${resolved.because}`);
    this.log.info(`starting ${shellText([...prefix, program.binary, ...args])}`);
    this.process = await QemuProcess.spawn(what, resolved, services.log);
    const { child } = this.process;
    this.undos.push(() => child.stop());
    return this.process;
  }

  private async connect(
    process: QemuProcess,
    monitor: MonitorSocket,
    directory: MachineDirectory,
    signal: AbortSignal,
  ): Promise<RunningQemu> {
    const { resolved, services, group, options } = this.request;
    const { child } = process;
    const stopper = new Stopper(child.stopped, () => child.stop());
    group.adopt('process', 'qemu', stopper, { detail: () => this.describe(child.pid) });
    const qmpLog = services.log.from(`${resolved.name} · qmp`, child.pid);
    const qmp = await process.greeted(signal, async (alive) =>
      QmpClient.connect(await monitor.connect(child, alive), qmpLog, alive),
    );
    const gdbStub = options.gdbStub
      ? await gdbStubAddress(directory, qmp, signal)
      : connectAddress(resolved.config.gdb);
    return { process, qmp, stopper, gdbStub };
  }

  private makeMachine(
    features: QemuFeatures,
    place: MachinePlace,
    serial: AttachedSerial,
    qemu: RunningQemu,
  ): Machine {
    const { id, resolved, services, settings, group, keepRun } = this.request;
    const parts = {
      plan: { id, resolved, features, onDiskFull: settings.onDiskFull },
      place,
      qemu,
      serial,
      ports: machinePorts(resolved, serial.thread, place.directory),
      context: {
        group,
        tasks: services.tasks,
        log: this.log,
        qmpLog: services.log.from(`${resolved.name} · qmp`, qemu.process.child.pid),
      },
    };
    this.machine = new Machine(parts, keepRun);
    return this.machine;
  }

  private describe(pid: number): string {
    const { state = 'starting', why = '' } = this.machine ?? {};
    return `pid ${pid}, ${state}${why === '' ? '' : ` (${why})`}`;
  }
}

/**
 * Has the worker take up its ports, which QEMU has opened once its monitor greets: the worker waits no longer for them than
 * for a healthy QEMU. @returns what has to be awaited before the start is over.
 */
function attach(process: QemuProcess, serial: SerialSide, signal: AbortSignal): Promise<void> {
  const attached = beforeEnd(process.child.stopped, signal, (alive) => serial.thread.connected(alive));
  // Until it is awaited its failure must not count as unhandled.
  attached.catch(() => undefined);
  return attached;
}

/** Waits for all of them, also after one has failed: what they have made by then is to be undone. @throws the first failure. */
async function allOf<T extends readonly unknown[]>(
  ...promises: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
