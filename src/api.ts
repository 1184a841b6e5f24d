/**
 * What other extensions may build on: the object that activating `qemu-serial-debug` returns.
 *
 * ```ts
 * const qemu = await vscode.extensions.getExtension<QemuSerialDebugApi>('qemu-serial-debug.qemu-serial-debug')!.activate();
 * const machine = await qemu.launch({ type: 'qemu', kernel: '/path/kernel.elf' });
 * await machine.ports[0].waitFor('login: ', { timeoutMs: 60_000 });
 * ```
 *
 * Every promise here rejects with an `Error` whose message can be shown to a person.
 * @module
 */
import type { CancellationToken, Event } from 'vscode';
import type { RunConfiguration, WrittenStep } from './config/steps/runSchema';
import type { MachineConfiguration } from './config/types';
import type { VerdictKind } from './harness/verdict/verdict';
import type { MachineState } from './machine/control/state';
import type { EndReport } from './machine/end/endReport';
import type { MachineEvent } from './machine/qmp/events';
import type { WaitMatch } from './serial/waitMatch';

export type {
  EndReport,
  MachineConfiguration,
  MachineEvent,
  MachineState,
  RunConfiguration,
  VerdictKind,
  WaitMatch,
  WrittenStep,
};

export interface QemuSerialDebugApi {
  /**
   * The version of this interface, counted up when something is added. What an earlier version has keeps its meaning:
   * ask for at least the one that you need. 2: `MachineApi.onDidFindCrash`, runs that are judged, and coverage.
   */
  readonly version: 2;

  /**
   * Starts a machine the way a task does, with its terminals, and resolves when it runs.
   * Cancelling the token stops the start, or the machine if it runs by then.
   * @throws when the configuration is wrong (the message names the field) or QEMU does not start.
   */
  launch(config: MachineConfiguration, token?: CancellationToken): Promise<MachineApi>;

  /**
   * Takes steps as a configuration's `steps` are taken, and says what they came to; a step that fails is no error.
   *
   * On a machine that runs, steps go on where the last match on a port ended, as `waitFor` does, and it runs on after them.
   * With a configuration, a machine is started for them, judged with its end and its `tests` if it has some, and ended.
   *
   * ```ts
   * const { verdict, reasons, captured } = await qemu.runSteps(machine, [
   *   { waitFor: 'login: ' }, { send: 'root\r' }, { run: 'uname -r', capture: 'release' },
   * ]);
   * ```
   * @throws when a step is written wrongly (the message names the field), the machine has ended or does not start, or on cancel.
   */
  runSteps(
    on: MachineApi | RunConfiguration,
    steps: readonly WrittenStep[],
    options?: StepsOptions,
  ): Promise<RunResult>;

  /**
   * Starts a machine, takes its steps, reads the tests that its guest runs, ends it, and judges, exactly as a task with `tests`
   * and `qemu-serial-debug run` do.
   *
   * ```ts
   * const run = qemu.runTests({ type: 'qemu', kernel: '/path/kernel.elf', tests: { protocol: 'ktap' } });
   * for await (const { path, outcome } of run) console.log(path.join(' › '), outcome);
   * const { verdict, reasons } = await run.result;
   * ```
   */
  runTests(config: RunConfiguration, options?: RunOptions): TestRunApi;

  /** The machines that have not ended. */
  readonly machines: readonly MachineApi[];
  readonly onDidChangeMachines: Event<void>;
}

export interface MachineApi {
  /** Unique within this window, for as long as the window lives. */
  readonly id: string;
  readonly name: string;
  /** QEMU's process id. */
  readonly pid: number;
  readonly state: MachineState;
  readonly ports: readonly PortApi[];
  /** Resolves when the machine has ended and everything of it is gone; never rejects. */
  readonly exit: Promise<EndReport>;
  readonly onDidChangeState: Event<MachineState>;
  readonly onDidReceiveEvent: Event<MachineEvent>;
  /** Fires for each crash in what the guest prints, once its symbols were looked up: a moment after its last line. */
  readonly onDidFindCrash: Event<CrashFound>;

  /** Runs a QMP command and returns what is in its `return`. */
  qmp(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Runs a line of the human monitor and returns what it prints, with `\n` line ends. */
  hmp(line: string): Promise<string>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  reset(): Promise<void>;
  /**
   * Which lines of its programs have run, up to now. Also of the machine that ended last, until another one starts.
   *
   * ```ts
   * const machine = await qemu.launch({ type: 'qemu', kernel: '/path/kernel.elf', coverage: true });
   * const since = await machine.startCoverageMark();
   * await machine.ports[0].send('a command\r');
   * const { files } = await machine.coverage({ since }); // what the command ran for the first time
   * ```
   * @throws when the machine was started without `coverage`, or another machine has been since it ended.
   */
  coverage(options?: CoverageOptions): Promise<CoverageFound>;
  /** From now on, code that runs for the first time is told apart. Returns what `since` takes. @throws as `coverage` does. */
  startCoverageMark(): Promise<number>;
  /** Presses the power button (ACPI). Whether the guest listens is the guest's business. */
  powerdown(): Promise<void>;
  /** Ends the machine in order. Called again, it hurries: straight to SIGTERM. */
  stop(): Promise<EndReport>;
}

export interface PortApi {
  readonly name: string;
  /**
   * Resolves when all of it has been written to QEMU; text in the port's `encoding`.
   * @throws for a character that the encoding does not have; nothing is sent then.
   */
  send(data: string | Uint8Array): Promise<void>;
  /**
   * Waits for text on this port. It looks at everything received since `from`, so nothing that came early is missed.
   * @throws after `timeoutMs` (default 30 s), when the machine ends, or when cancelled; the message ends with the
   * last lines received.
   */
  waitFor(pattern: string | RegExp, options?: WaitOptions): Promise<WaitMatch>;
  /** What was received since a byte offset (default 0), as far as it is still kept, decoded in the port's `encoding`. */
  text(from?: number): Promise<string>;
  readonly onDidReceive: Event<Uint8Array>;
}

export interface WaitOptions {
  readonly timeoutMs?: number;
  /** A byte offset in the port's output. Default: the end of the last match on this port. */
  readonly from?: number;
  /**
   * Searches the bytes as they are, decoded as UTF-8. By default, the text is searched as a person sees it: without colours, cursor
   * movement and what was overwritten, and with `\n` at the end of each line.
   */
  readonly raw?: boolean;
  readonly token?: CancellationToken;
}

/** A crash that a guest has printed. All text in it is the guest's: escape it wherever it is shown. */
export interface CrashFound {
  /** The name of the port. */
  readonly port: string;
  /** What crashed: `linux`, `freebsd`, `uboot`, `zephyr`, `rust`, …; `unknown` when its text does not say. */
  readonly system: string;
  /** The same for each occurrence of the same fault. */
  readonly title: string;
  /** Other titles under which the same fault is known. */
  readonly altTitles: readonly string[];
  /** The class of the fault, for example `KASAN-USE-AFTER-FREE-READ`; empty when the text does not say. */
  readonly type: string;
  /** The function to blame, as the guest names it. */
  readonly guilty?: string;
  /** Why the text is not to be trusted; undefined when it is whole. */
  readonly corrupted?: string;
  /** Byte offsets in the port's output: of the first byte, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Where to look first, if that file is on this computer. */
  readonly place?: CrashPlace;
  /** Innermost first; what was inlined comes before what it was inlined into. */
  readonly frames: readonly CrashCall[];
  /** Why no more is known about them, and what to do: sentences for a person. */
  readonly problems: readonly string[];
}

/** A line of a source. @public */
export interface CrashPlace {
  /** On this computer. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** A call in a crash. What is absent, nobody knows. @public */
export interface CrashCall extends Partial<CrashPlace> {
  /** Hexadecimal, without `0x`. */
  readonly address?: string;
  readonly function?: string;
  /** As the compiler wrote it, or the guest printed it; `path` is where that is on this computer. */
  readonly file?: string;
  /** Inlined into the call that follows. */
  readonly inlined: boolean;
}

export interface RunOptions {
  /** Ends the machine when it is cancelled: the run is cancelled then, unless it was judged already. */
  readonly token?: CancellationToken;
}

export interface StepsOptions extends RunOptions {
  /** Lists that steps name. A configuration has its own `stepLists`. */
  readonly stepLists?: RunConfiguration['stepLists'];
}

/** A run that goes on. Iterate it for the results of its tests as they come; each iteration begins with the first one, and throws behind the last one when there were too many to keep. */
export interface TestRunApi extends AsyncIterable<TestFound> {
  /** Resolves when it runs; the first one, with `retries`. Rejects when it does not start. */
  readonly machine: Promise<MachineApi>;
  /**
   * Resolves when the machine has ended, or the last one that was tried: that one's run counts. Rejects when one did not start, or
   * the run could not be judged.
   */
  readonly result: Promise<RunResult>;
  /** Ends the machine in the middle. */
  stop(): Promise<void>;
}

export interface RunResult {
  readonly verdict: VerdictKind;
  /** Why, the weightiest first; sentences for a person, with texts of the guest in them. */
  readonly reasons: readonly string[];
  readonly steps: readonly StepTaken[];
  /** What steps have kept by `capture`; the guest's texts. */
  readonly captured: Readonly<Record<string, string>>;
  /** How the machine ended; absent when it runs on. */
  readonly end?: EndReport;
  /** With `retries`: what earlier tries came to, the first one first. None has passed; absent when the first try counts. */
  readonly earlier?: readonly Pick<RunResult, 'verdict' | 'reasons'>[];
}

/** What became of one step. @public */
export interface StepTaken {
  /** Where it is written: `steps[2]`. */
  readonly field: string;
  readonly title: string;
  readonly durationMs: number;
  readonly failure?: { readonly message: string };
}

/** The result of a test, or of a group of them, that a guest has run. All text in it is the guest's: escape it wherever it is shown. */
export interface TestFound {
  /** In which try, counted from 1; `retries` of the configuration allows more than one. */
  readonly try: number;
  /** From the outermost group to the test itself. */
  readonly path: readonly string[];
  /** `known`: it failed, as it is known to. `crashed`: it was to run, and there is no result of it. */
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'known' | 'crashed';
  readonly reason?: string;
  /** A group has others below it. */
  readonly isGroup: boolean;
  /** On the guest's own clock, if it prints one. */
  readonly durationMs?: number;
  /** Where it says that it failed, as the guest names the file; `line` is counted from 1. */
  readonly place?: { readonly file: string; readonly line: number };
  /** What it printed about its failure, if it is one of the first thousand. */
  readonly lines?: readonly string[];
  /** Byte offsets in the port's output: of its first byte, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}

export interface CoverageOptions {
  /** What `startCoverageMark` returned: only code counts that has run for the first time since then, and what ran before is left out. */
  readonly since?: number;
  readonly token?: CancellationToken;
}

/** Which code has run. QEMU tells of the first time only, and where it translates code itself (TCG). */
export interface CoverageFound {
  readonly files: readonly CoveredSource[];
  /** What else there is to say, such as why an image gives no lines; sentences for a person. */
  readonly remarks: readonly string[];
}

/** @public */
export interface CoveredSource {
  /** On this computer, if it is here; else as the compiler wrote it. */
  readonly path: string;
  readonly isHere: boolean;
  /** Those that have code, ascending, counted from 1. */
  readonly lines: readonly { readonly line: number; readonly ran: boolean }[];
  /** By the lines where they begin. */
  readonly functions: readonly { readonly name: string; readonly line: number; readonly ran: boolean }[];
}
