import { Emitter, type Event } from '../concurrency/event';
import type { ResolvedConfiguration } from '../config/resolved';
import type { PortCrash, PortTrouble } from '../serial/client';
import type { ToldLoads } from '../symbols/loads/toldLoads';
import { listenForDebugger } from './control/gdbStub';
import type { MachineState } from './control/state';
import { type EndReport, STOPPED_BY_USER } from './end/endReport';
import { MachineEnd, type StopOptions } from './end/machineEnd';
import { LogControl, type LogItem } from './control/logControl';
import { QmpMonitor } from './control/qmpMonitor';
import type { MachineParts, MachinePort } from './machineParts';
import type { QmpOptions } from './qmp/client';
import { asRecord, type QmpArguments } from './qmp/messages';
import type { MachineEvent } from './qmp/events';
import { DiskGuard, type DiskChange } from './control/diskGuard';
import { becameReady } from './control/ready';
import { withCoverage } from './command/translatedCode';
import { endedRun, type KeepRun } from './runs/endedRun';
import { StateTracker } from './control/stateTracker';

/** Of a machine's events these are remembered; a guest in a reset loop makes ten a second. */
const MOST_EVENTS = 1000;

/** A guest and its QEMU, from its first instruction to the end of everything that belongs to it. */
export class Machine {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly config: ResolvedConfiguration;
  /** Program and arguments. */
  readonly commandLine: readonly string[];
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly startedAt = Date.now();
  readonly arch: string;
  readonly ports: readonly MachinePort[];
  readonly qemuVersion: string;
  readonly onDidChangeState: Event<MachineState>;
  readonly onDidReceiveEvent: Event<MachineEvent>;
  /** A disk that output goes to is nearly full, is full, or has space again. */
  readonly onDidChangeDisk: Event<DiskChange>;
  /** A capture has ended, or bytes were lost; told in words for people. */
  readonly onDidMeetTrouble: Event<PortTrouble>;
  /** Something that was done by itself, or could not be; a sentence for the terminal. */
  readonly onDidTell: Event<{ readonly text: string; readonly isProblem: boolean }>;
  /** A crash in what the guest has printed. Costs nothing while nobody listens. */
  readonly onDidFindCrash: Event<PortCrash>;
  /** What is loaded in the guest has changed, as its ports say; a few times a second at most. Costs nothing while nobody listens. */
  readonly onDidTellLoads: Event<ToldLoads>;
  /** Whether `ready` matched; true at once if there is none, false when the machine ended or time was up first. */
  readonly ready: Promise<boolean>;
  /** Why it did not become ready, in words for people; undefined as long as it may. */
  notReadyBecause: string | undefined;
  /** What QEMU has told, the newest thousand. */
  readonly events: MachineEvent[] = [];
  /** How it ended, once everything of it is gone. Never rejects. */
  readonly exit: Promise<EndReport>;

  private readonly told = new Emitter<{ readonly text: string; readonly isProblem: boolean }>();
  private stub: string | undefined;
  private readonly tracker: StateTracker;
  private readonly monitor: QmpMonitor;
  private readonly end: MachineEnd;
  private readonly logControl: LogControl;
  private readonly disk: DiskGuard;

  /** @param keepRun Takes what it leaves at its end; absent: nothing is kept. */
  constructor(
    private readonly parts: MachineParts,
    keepRun?: KeepRun,
  ) {
    const { plan, place, qemu, context } = parts;
    const { resolved } = plan;
    this.id = plan.id;
    this.name = resolved.name;
    this.pid = qemu.process.child.pid;
    this.config = resolved.config;
    this.commandLine = qemu.process.command;
    this.directory = place.directory.path;
    this.arch = resolved.arch;
    this.ports = parts.ports;
    this.stub = qemu.gdbStub;
    this.qemuVersion = plan.features.version;
    this.tracker = new StateTracker(
      context.group,
      (signal) => this.queryStatus(signal),
      () => this.stub !== undefined,
    );
    this.monitor = new QmpMonitor(qemu.qmp, this.tracker, context.qmpLog);
    this.logControl = new LogControl(this.monitor);
    this.disk = this.guardDisk();
    this.onDidChangeDisk = this.disk.onDidChange;
    this.onDidMeetTrouble = parts.serial.thread.onDidMeetTrouble;
    this.onDidTell = this.told.event;
    this.onDidFindCrash = parts.serial.thread.onDidFindCrash;
    this.onDidTellLoads = parts.serial.thread.onDidTellLoads;
    this.onDidChangeState = this.tracker.onDidChange;
    this.onDidReceiveEvent = this.monitor.onDidReceiveEvent;
    this.onDidReceiveEvent((event) => {
      if (event.name === 'RESET') parts.serial.thread.guestReset();
      this.events.push(event);
      if (this.events.length > MOST_EVENTS) this.events.shift();
    });
    this.end = this.endWith(keepRun);
    this.exit = this.end.report.finally(() => this.dispose());
    // The machine's group may be closed by now, as the start was cancelled.
    this.ready = this.awaitReady().catch(() => false);
  }

  get state(): MachineState {
    return this.tracker.model.state;
  }

  /** Why it is in this state: `user`, `debugger`, `guest-panicked`, `reset loop`, …; may be empty while it runs. */
  get why(): string {
    return this.tracker.model.why;
  }

  /** The title of the last crash since the last reset, in the guest's words; none until somebody has listened for crashes. */
  get lastCrash(): string | undefined {
    return this.parts.serial.thread.lastCrash;
  }

  /** What is loaded in the guest now, as its ports say; nothing until somebody has listened for loads or crashes. */
  get loads(): ToldLoads {
    return this.parts.serial.thread.loads;
  }

  /** Resolves when the counters of its ports have all that had come by now. @throws when it has ended; `signal.reason` on abort. */
  async count(signal: AbortSignal): Promise<void> {
    await this.parts.serial.thread.count(signal);
  }

  /**
   * Lets the guest run its first instruction, or leaves it there for a debugger. Called once, after its start. Nobody
   * waits for the serial worker: what is asked of it before it is up counts from the first byte, and what it fails with
   * ends the machine.
   * @throws as `qmp` does.
   */
  async begin(hold: boolean, signal: AbortSignal): Promise<void> {
    this.parts.context.log.info(
      `QEMU ${this.qemuVersion}, pid ${this.pid}${hold ? ', held before its first instruction' : ''}`,
    );
    if (hold) {
      this.tracker.input({ kind: 'held' });
      return;
    }
    await this.qmp('cont', {}, { signal });
    this.tracker.input({ kind: 'started' });
  }

  /** Runs a QMP command and returns what is in its `return`. @throws `QmpError`, `QmpClosedError`, `TimeoutError`. */
  qmp(command: string, args: QmpArguments = {}, options: QmpOptions = {}): Promise<unknown> {
    return this.monitor.run(command, args, options);
  }

  /** Runs a line of the human monitor and returns what it prints, with `\n` line ends. */
  hmp(line: string, signal?: AbortSignal): Promise<string> {
    return this.monitor.hmp(line, signal);
  }

  async pause(): Promise<void> {
    await this.qmp('stop');
  }

  async resume(): Promise<void> {
    await this.qmp('cont');
  }

  async reset(): Promise<void> {
    await this.qmp('system_reset');
  }

  /**
   * Whether a text has a match of a person's pattern, looked for where nothing waits for it.
   * @throws `TimeoutError` when the pattern takes for ever; an error once the machine has ended; `signal.reason` on abort.
   */
  async hasMatch(pattern: RegExp, text: string, signal: AbortSignal): Promise<boolean> {
    return await this.parts.serial.thread.test(pattern, text, signal);
  }

  /** Says something in the machine's terminal, and in the log. */
  tell(text: string, isProblem = false): void {
    this.parts.context.log[isProblem ? 'warn' : 'info'](text);
    this.told.fire({ text, isProblem });
  }

  /** Presses the power button. Whether the guest listens is the guest's business. */
  async powerdown(): Promise<void> {
    await this.qmp('system_powerdown');
  }

  async sendBreak(port: MachinePort): Promise<void> {
    await this.qmp('chardev-send-break', { id: port.chardev });
  }

  /** Replaces the `-d` items that QEMU logs. */
  setLogItems(items: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.logControl.setItems(withCoverage(items, this.config), signal);
  }

  /** Replaces the trace events that QEMU logs; `*` matches any text. */
  setTraceEvents(patterns: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.logControl.setTraceEvents(patterns, signal);
  }

  availableLogItems(signal?: AbortSignal): Promise<LogItem[]> {
    return this.logControl.items(signal);
  }

  availableTraceEvents(signal?: AbortSignal): Promise<string[]> {
    return this.logControl.traceEvents(signal);
  }

  /** Ends the machine in order. Called again, it hurries: straight to SIGTERM. */
  stop(options: StopOptions = {}): Promise<EndReport> {
    this.end.stop(options.reason ?? STOPPED_BY_USER, options);
    return this.exit;
  }

  /** Has QEMU listen for a debugger if it does not yet, and says where. Nobody may probe it: that stops the guest. */
  async openGdbStub(signal: AbortSignal = this.parts.context.group.signal): Promise<string> {
    this.stub ??= await listenForDebugger(this.parts.place.directory, this.parts.qemu.qmp, signal);
    return this.stub;
  }

  private endWith(keepRun: KeepRun | undefined): MachineEnd {
    const { parts, tracker, monitor } = this;
    const keep = async (report: EndReport): Promise<void> =>
      await keepRun?.(endedRun(parts, this.startedAt, report));
    return new MachineEnd(parts, tracker, () => monitor.end(), keep);
  }

  private dispose(): void {
    for (const part of [this.disk, this.told, this.monitor, this.tracker]) part.dispose();
  }

  private guardDisk(): DiskGuard {
    const { plan, qemu, serial, context } = this.parts;
    return new DiskGuard({
      serial: serial.thread,
      policy: plan.onDiskFull,
      tracker: this.tracker,
      stop: () => qemu.qmp.execute('stop'),
      group: context.group,
      log: context.log,
    });
  }

  private async awaitReady(): Promise<boolean> {
    return await this.parts.context.group.run('wait for ready', (task) =>
      task.waitFor(
        'the ready pattern',
        becameReady(this.config, this.ports, task.signal, (why) => (this.notReadyBecause = why)),
      ),
    );
  }

  private async queryStatus(signal: AbortSignal): Promise<string> {
    const answer = asRecord(await this.parts.qemu.qmp.execute('query-status', {}, { signal }));
    return typeof answer['status'] === 'string' ? answer['status'] : '';
  }
}
