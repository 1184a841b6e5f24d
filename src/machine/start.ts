import { stat } from 'node:fs/promises';
import { ChildAbortController, isCancelled } from '../concurrency/abort';
import { ChildProcess, SpawnError } from '../concurrency/childProcess';
import type { TaskGroup } from '../concurrency/taskGroup';
import { TimeoutError, withTimeout } from '../concurrency/timeout';
import type { Logger } from '../log/logger';
import { SerialClient } from '../serial/client';
import { findBinary } from './binary';
import { chardevId, commandLine } from './commandLine';
import { argumentWarnings } from './commandWarnings';
import { baseDirectory, ensurePrivate, MachineDirectory } from './directory';
import { gdbOption, gdbStubAddress } from './gdbStub';
import type { Guard } from './guard/client';
import { Machine, type MachinePort } from './machine';
import { monitorSocket, type MonitorSocket } from './monitorSocket';
import { Owned } from './owned';
import { parentDeathPrefix } from './parentDeath';
import { chooseTransport, portSetups } from './portSetup';
import type { FeatureProbe, QemuFeatures } from './probe';
import { processIdentity } from './processIdentity';
import { QmpClient, QmpClosedError } from './qmp/client';
import type { ResolvedMachine } from './resolve';
import type { MachineServices, MachineSettings, SerialThread, StartOptions } from './services';
import { hintFor, ownWords, StartError } from './startErrors';
import { OutputTail } from './outputTail';
import { WorkerTree } from './workerTree';

/** From the spawn to a negotiated monitor, in milliseconds; QEMU needs some 50, a loaded computer more. */
const GREETING_MS = 30_000;

export interface StartRequest {
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
 * Starts QEMU and makes a machine of it, whose guest has not run its first instruction yet.
 * @throws {StartError} when that cannot be; `signal.reason` on abort. Nothing of it is left then.
 */
export async function startMachine(request: StartRequest, signal: AbortSignal): Promise<Machine> {
  const start = new MachineStart(request);
  try {
    return await start.run(signal);
  } catch (error) {
    await start.undo();
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

interface Launch {
  readonly command: readonly string[];
  readonly monitor: MonitorSocket;
  readonly features: QemuFeatures;
}

class MachineStart {
  private readonly undos: (() => Promise<unknown>)[] = [];
  private readonly log: Logger;
  private machine: Machine | undefined;

  constructor(private readonly request: StartRequest) {
    this.log = request.services.log.from(`${request.resolved.name} · machine`);
  }

  async run(signal: AbortSignal): Promise<Machine> {
    const { resolved, settings, probe, progress } = this.request;
    refuse(resolved.config.args ?? []);
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
    const launch = await this.prepare(binary, features, wiring);
    const child = await this.spawn(launch);
    return await this.connect(child, launch, wiring, signal);
  }

  /** What was made, newest first. */
  async undo(): Promise<void> {
    for (const step of this.undos.reverse()) {
      await step().catch((error: unknown) => this.log.warn(`after a failed start: ${String(error)}`));
    }
  }

  private async wire(features: QemuFeatures, signal: AbortSignal): Promise<Wiring> {
    const { services, settings, resolved, group } = this.request;
    const directory = await MachineDirectory.create(await base(settings));
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

  private async prepare(binary: string, features: QemuFeatures, wiring: Wiring): Promise<Launch> {
    const { resolved, settings, options } = this.request;
    const monitor = await monitorSocket();
    this.undos.push(() => {
      monitor.dispose();
      return Promise.resolve();
    });
    const args = commandLine(resolved, {
      endpoints: wiring.serial.endpoints.map(({ chardev }) => chardev),
      monitor: monitor.chardev,
      logFile: wiring.directory.file('qemu.log'),
      logItems: settings.logItems,
      features,
      options,
      ...(options.gdbStub && { gdb: gdbOption(wiring.directory) }),
    });
    const prefix = features.exitWithParent ? [] : await parentDeathPrefix();
    const command = [...prefix, binary, ...args];
    this.log.info(`${resolved.arch}, since ${resolved.because}`);
    this.log.info(`starting ${command.map(quote).join(' ')}`);
    for (const warning of argumentWarnings(resolved.config.args ?? [])) this.log.warn(warning);
    return { command, monitor, features };
  }

  private async spawn({ command, monitor }: Launch): Promise<ChildProcess> {
    const { resolved } = this.request;
    const [program = '', ...args] = command;
    const options = { cwd: resolved.cwd, env: resolved.env, sockets: monitor.sockets };
    const child = await ChildProcess.spawn('qemu', program, args, options).catch(async (error: unknown) => {
      throw await this.spawnFailure(error, command);
    });
    this.undos.push(() => child.stop());
    return child;
  }

  private async spawnFailure(error: unknown, command: readonly string[]): Promise<unknown> {
    if (!(error instanceof SpawnError)) return error;
    const { cwd } = this.request.resolved;
    const directory = await stat(cwd).catch(() => undefined);
    return directory?.isDirectory()
      ? new StartError(`${error.message}.`, 'Does it run in a terminal?', '', command)
      : new StartError(`cwd: ${cwd} is not a directory.`, 'Correct "cwd".', '', command);
  }

  private async connect(
    child: ChildProcess,
    launch: Launch,
    wiring: Wiring,
    signal: AbortSignal,
  ): Promise<Machine> {
    const { id, resolved, services, settings, group, guard, options } = this.request;
    const { directory, serial, socketPorts } = wiring;
    const { name } = resolved;
    const qemuLog = (stream: string): Logger => services.log.from(`${name} · qemu ${stream}`, child.pid);
    const stderr = new OutputTail(child.stderr, qemuLog('stderr'), 'warn');
    const stdout = new OutputTail(child.stdout, qemuLog('stdout'), 'info');
    // QEMU prints some lists, as that of log items, to stdout when it refuses something.
    const words = (): string => stderr.text || stdout.text;
    const qemu = new Owned(child.stopped, () => child.stop());
    group.adopt('process', 'qemu', qemu, { detail: () => this.describe(child) });
    const identity = await this.note(child, directory);
    const qmpLog = services.log.from(`${name} · qmp`, child.pid);
    const qmp = await this.whileAlive(child, words, launch.command, signal, async (alive) => {
      const client = await QmpClient.connect(await launch.monitor.connect(child, alive), qmpLog, alive);
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
      stderr,
      directory,
      guard,
      group,
      qmpLog,
      socketPorts,
      identity,
      tasks: services.tasks,
      log: this.log,
      owned: { qemu, serial: wiring.owned },
      commandLine: launch.command,
      powerdownSeconds: settings.powerdownSeconds,
      features: launch.features,
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

  /** Runs what needs a living QEMU; its death is told as a start error, in its own words. */
  private async whileAlive<T>(
    child: ChildProcess,
    words: () => string,
    command: readonly string[],
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new ChildAbortController(signal);
    void child.stopped.then(() => controller.abort(new QmpClosedError('start')));
    try {
      return await withTimeout("QEMU's greeting", GREETING_MS, controller.signal, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof QmpClosedError) {
        await child.stop();
        throw this.failure(words(), command, `QEMU ended at once (${describeExit(child)})`);
      }
      if (error instanceof TimeoutError) throw this.failure(words(), command, error.message);
      throw error;
    } finally {
      controller.dispose();
    }
  }

  private failure(stderr: string, command: readonly string[], otherwise: string): StartError {
    const { arch, cwd } = this.request.resolved;
    const binary = command.find((word) => word.includes('qemu')) ?? `qemu-system-${arch}`;
    const hint = hintFor(stderr, { arch, binary, cwd });
    return new StartError(ownWords(stderr) || `${otherwise}.`, hint, stderr, command);
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

async function base(settings: MachineSettings): Promise<string> {
  if (settings.baseDirectory === undefined) return await baseDirectory();
  await ensurePrivate(settings.baseDirectory);
  return settings.baseDirectory;
}

function machinePorts(resolved: ResolvedMachine, serial: SerialThread): MachinePort[] {
  const configs = resolved.ports.filter(({ device }) => device !== 'none');
  return serial.ports.flatMap((port, index) => {
    const config = configs[index];
    const endpoint = serial.endpoints[index];
    if (!config || !endpoint) return [];
    return [{ name: config.name, serial: port, config, chardev: chardevId(endpoint.chardev) }];
  });
}

function describeExit(child: ChildProcess): string {
  const { code, signal } = child.exit ?? { code: null, signal: null };
  return signal ?? `exit code ${code}`;
}

/** For the log; a shell would take it too. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
