import * as l10n from '@vscode/l10n';
import { withTimeout } from '../../concurrency/timeout';
import type { Step } from '../../config/steps/resolvedRun';
import type { Sought } from '../../config/steps/runSchema';
import type { Machine } from '../../machine/machine';
import { sleepOnGuestClock } from './guestClock';
import type { GuestWatch } from './guestWatch';
import { ShellCommand } from './shellCommand';
import { hasSought, searchFor, searchForAny, soughtText, whichCame } from './sought';
import { failureKind, failureMessage, type StepFailure, StepMismatchError } from './stepFailure';
import { stepTitle } from './stepTitle';
import { StepVariables } from './stepVariables';
import { untilEnd } from './untilEnd';

const MS_A_SECOND = 1000;
/** The end of a command's output that is kept, in bytes. */
const OUTPUT_BYTES = 1 << 20;
/** Of a text that is shown or captured, in characters. */
const MOST_SHOWN = 2000;

type SteppedMachine = Pick<
  Machine,
  | 'config'
  | 'exit'
  | 'hasMatch'
  | 'hmp'
  | 'onDidReceiveEvent'
  | 'ports'
  | 'qmp'
  | 'reset'
  | 'sendBreak'
  | 'state'
>;
type Port = Machine['ports'][number];
type Reading = Extract<Step, { mayReset: boolean; port: number }>;
type Kind<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** What became of a step. */
export interface StepResult {
  readonly field: string;
  readonly title: string;
  readonly durationMs: number;
  readonly failure?: StepFailure;
}

export interface StepOptions {
  readonly signal: AbortSignal;
  readonly watch: GuestWatch;
  /** Where steps begin to read a port's output, in bytes; at its beginning unless told. */
  readonly begin?: (port: Port) => number | undefined;
  /** Steps go on where the last search of a port's own ended, and later searches go on behind them. */
  readonly goesOn?: boolean;
  /** Is told when a step begins. */
  readonly began: (title: string) => void;
  /** Is told what became of each step, in order; a list comes after its own steps. */
  readonly ended: (result: StepResult) => void;
}

/** Takes the steps of a run, one after the other, on a machine's ports. */
export class StepRunner {
  private readonly variables = new StepVariables();
  /** Where the last text that a step found on a port ended, in bytes. */
  private readonly positions = new Map<Port, number>();

  constructor(
    private readonly machine: SteppedMachine,
    private readonly options: StepOptions,
  ) {}

  /**
   * @returns what failed; undefined when all went well.
   * @throws `signal.reason` on abort, and nothing else.
   */
  async run(steps: readonly Step[]): Promise<StepFailure | undefined> {
    for (const step of steps) {
      const failure = await this.take(step);
      if (failure) return failure;
    }
    return undefined;
  }

  /** Where a search on a port goes on, in bytes. @param port Index into the configuration's ports. */
  position(port: number): number {
    const at = this.portAt(port);
    return this.positions.get(at) ?? this.options.begin?.(at) ?? 0;
  }

  /** What steps have kept by `capture`; texts of the guest. */
  get captured(): Readonly<Record<string, string>> {
    return this.variables.all;
  }

  private async take(step: Step): Promise<StepFailure | undefined> {
    const title = stepTitle(step);
    const { field } = step;
    const begun = performance.now();
    this.options.began(title);
    const { inner, failure = inner } = await this.attempt(step, title);
    const durationMs = Math.round(performance.now() - begun);
    this.options.ended({ field, title, durationMs, ...(failure && { failure }) });
    return failure;
  }

  private async attempt(step: Step, title: string): Promise<{ inner?: StepFailure; failure?: StepFailure }> {
    const { signal } = this.options;
    try {
      const inner = await this.actExpecting(step);
      return inner ? { inner } : {};
    } catch (error) {
      signal.throwIfAborted();
      const kind = failureKind(error, ['stopping', 'stopped'].includes(this.machine.state));
      const hasLines = kind === 'timeout' || kind === 'ended';
      const lines = hasLines || !('port' in step) ? '' : await this.lastLines(step.port);
      return { failure: { field: step.field, title, kind, message: failureMessage(error, lines) } };
    }
  }

  /** A crash that the step expects has to come, also when all else has: its last line may be late. */
  private async actExpecting(step: Step): Promise<StepFailure | undefined> {
    if (!('expectCrash' in step)) return await this.act(step);
    const expectation = this.options.watch.expectCrash(step.expectCrash);
    try {
      const failure = await this.act(step);
      const what = l10n.t('A crash with {0} in its title', JSON.stringify(step.expectCrash));
      if (!failure)
        await this.wait(what, { ...step, mayReset: true }, (signal) => expectation.came.wait(signal));
      return failure;
    } finally {
      expectation.dispose();
    }
  }

  /** Waits for what no port tells. */
  private async wait(
    what: string,
    { timeoutSeconds, mayReset }: Pick<Reading, 'timeoutSeconds' | 'mayReset'>,
    work: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    await this.options.watch.during(mayReset ? 'allowed' : 'failure', this.options.signal, (signal) =>
      withTimeout(what, timeoutSeconds * MS_A_SECOND, signal, (inner) => untilEnd(this.machine, inner, work)),
    );
  }

  /** @returns the failure of a step within this one. @throws what this one fails with. */
  private async act(step: Step): Promise<StepFailure | undefined> {
    switch (step.kind) {
      case 'waitFor':
        await this.waitFor(step);
        return undefined;
      case 'choose':
        return await this.choose(step);
      case 'run':
        await this.runCommand(step);
        return undefined;
      case 'list':
        return await this.run(step.steps);
      case 'sleep':
        await this.sleep(step);
        return undefined;
      case 'send':
        await this.send(step, this.variables.fill(step.text));
        return undefined;
      case 'expect':
        await this.expect(this.variables.fill(step.value), step.expect);
        return undefined;
      case 'sendBreak':
        await this.undisturbed(() => this.machine.sendBreak(this.portAt(step.port)));
        return undefined;
      case 'reset':
        await this.undisturbed(() => this.machine.reset());
        return undefined;
      case 'qmp':
        await this.undisturbed((signal) => this.machine.qmp(step.command, {}, { signal }));
        return undefined;
    }
  }

  private async waitFor(step: Kind<'waitFor'>): Promise<void> {
    const { text, groups } = await this.search(step, searchFor(this.variables.fillSought(step.sought)));
    if (step.expect) await this.expect(text, step.expect);
    this.capture(step, groups[0] ?? text);
  }

  private async choose(step: Kind<'choose'>): Promise<StepFailure | undefined> {
    const choices = step.choices.map((choice) => ({
      ...choice,
      sought: this.variables.fillSought(choice.sought),
    }));
    const { text, groups } = await this.search(step, searchForAny(choices));
    this.capture(step, text);
    return await this.run(choices[whichCame(choices, groups)]?.steps ?? []);
  }

  /** All of it has the step's time, not each of its waits. */
  private async runCommand(step: Kind<'run'>): Promise<void> {
    const command = new ShellCommand(this.variables.fill(step.command));
    const deadline = performance.now() + step.timeoutSeconds * MS_A_SECOND;
    await this.send(step, `${command.line}\r`.replaceAll('\n', '\r'));
    const begin = await this.search(step, command.begin, { deadline, what: l10n.t('The answer of a shell') });
    const end = await this.search(step, command.end, { deadline, what: l10n.t('The end of the command') });
    const from = Math.max(begin.end, end.start - OUTPUT_BYTES);
    const port = this.portAt(step.port).serial;
    const read = command.read(await port.text(from, this.options.signal));
    if (!read) throw new StepMismatchError(l10n.t('The end of the command could not be read again.'));
    if (read.exitCode !== step.exitCode)
      throw new StepMismatchError(
        l10n.t('The command ended with {0} and not with {1}.', read.exitCode, step.exitCode),
      );
    if (step.expect) await this.expect(read.output, step.expect);
    this.capture(step, read.output.trimEnd());
  }

  private async sleep(step: Kind<'sleep'>): Promise<void> {
    const what = l10n.t('A sleep of {0} s on the guest’s clock', step.seconds);
    await this.wait(what, step, (signal) =>
      sleepOnGuestClock(this.machine, step.seconds * MS_A_SECOND, signal),
    );
  }

  private async send(step: Kind<'send' | 'run'>, text: string): Promise<void> {
    const { serial, name } = this.portAt(step.port);
    const what = l10n.t('Sending to port "{0}"', name);
    await this.options.watch.during('later', this.options.signal, (signal) =>
      withTimeout(what, step.timeoutSeconds * MS_A_SECOND, signal, (inner) => serial.send(text, inner)),
    );
  }

  /** @param wait Until when, by our clock in milliseconds, and for what, in words; else the step says both. */
  private async search(step: Reading, pattern: string | RegExp, wait?: { deadline: number; what: string }) {
    const port = this.portAt(step.port);
    const left = wait ? wait.deadline - performance.now() : step.timeoutSeconds * MS_A_SECOND;
    const options = {
      timeoutMs: Math.max(0, Math.round(left)),
      ...this.place(step.port),
      ...(wait && { what: wait.what }),
    };
    const match = await this.options.watch.during(
      step.mayReset ? 'allowed' : 'failure',
      this.options.signal,
      (signal) => port.serial.waitFor(pattern, options, signal),
    );
    this.positions.set(port, match.end);
    return match;
  }

  /** Where a search begins, and whether others hear of its end. */
  private place(index: number): { from?: number; apart?: boolean } {
    if (this.options.goesOn !== true) return { from: this.position(index), apart: true };
    const from = this.positions.get(this.portAt(index));
    return from === undefined ? {} : { from };
  }

  private async expect(text: string, expected: Sought): Promise<void> {
    const sought = this.variables.fillSought(expected);
    if (await hasSought(this.machine, text, sought, this.options.signal)) return;
    const shown = text.length > MOST_SHOWN ? `…${text.slice(-MOST_SHOWN)}` : text;
    throw new StepMismatchError(
      l10n.t('{0} is not in this text: {1}', soughtText(sought), JSON.stringify(shown)),
    );
  }

  private capture({ capture }: Reading, text: string): void {
    if (capture !== undefined) this.variables.set(capture, text.slice(0, OUTPUT_BYTES));
  }

  /** QEMU's own commands answer in no time, or with an error after the monitor's own limit. */
  private async undisturbed(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    await this.options.watch.during('later', this.options.signal, work);
  }

  /** Ports are listed without the `none` slots. */
  private portAt(index: number): Port {
    const name = this.machine.config.serial[index]?.name;
    const port = this.machine.ports.find((each) => each.name === name);
    if (!port) throw new Error(l10n.t('there is no such port'));
    return port;
  }

  /** What a port printed last; empty when that cannot be read any more. */
  private async lastLines(index: number): Promise<string> {
    return await this.portAt(index)
      .serial.lastLines(this.options.signal)
      .catch(() => '');
  }
}
