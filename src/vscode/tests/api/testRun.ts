import * as vscode from 'vscode';
import type {
  MachineApi,
  RunConfiguration,
  RunOptions,
  RunResult,
  TestFound,
  TestRunApi,
} from '../../../api';
import { CancelledError } from '../../../concurrency/abort';
import { Gate } from '../../../concurrency/gate';
import type { ToldResult } from '../../../harness/reading/protocol';
import type { RunOutcome } from '../../../harness/verdict/judgedRun';
import type { Machine } from '../../../machine/machine';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { FaceOf } from '../../lazyVerbs';
import type { Services } from '../../services';
import { FoundTests } from './foundTests';

/** A run that another extension has asked for. It is launched at once, as a task. */
export class TestRun implements TestRunApi {
  readonly machine: Promise<MachineApi>;
  readonly result: Promise<RunResult>;
  private readonly source = new vscode.CancellationTokenSource();
  private readonly found = new FoundTests();
  private readonly more = new Gate('a result of a test');
  private isOver = false;
  private current: Machine | undefined;
  private try = 0;

  constructor(
    private readonly services: Services,
    faceOf: FaceOf,
    config: RunConfiguration,
    { token }: RunOptions = {},
  ) {
    const outcome = this.launched(config, token);
    this.machine = outcome.then(({ machine }) => faceOf(machine));
    this.result = outcome.then(({ ended }) => ended);
    // Whoever asks for one of them need not ask for the other.
    for (const promise of [this.machine, this.result]) promise.catch(() => undefined);
    void this.result.then(
      () => this.finish(),
      () => this.finish(),
    );
  }

  async *[Symbol.asyncIterator](): AsyncIterator<TestFound> {
    for (let next = 0; ; next++) {
      while (next >= this.found.count && !this.isOver) await this.more.wait(this.services.tasks.signal);
      const found = this.found.at(next);
      if (!found) break;
      yield found;
    }
    // A run that failed to begin must not look like one without tests.
    await this.result;
    this.throwIfCut();
  }

  async stop(): Promise<void> {
    this.source.cancel();
    await this.result.catch(() => undefined);
  }

  private async launched(config: RunConfiguration, token: RunOptions['token']) {
    const { source } = this;
    let told!: Pick<LaunchFollower, 'ended' | 'failed'>;
    const ended = new Promise<RunResult>((resolve, reject) => {
      told = { ended: (outcome) => resolve(resultOf(outcome)), failed: reject };
    });
    // The launcher tells its caller of a machine that does not start.
    ended.catch(() => undefined);
    const follower: LaunchFollower = {
      begins: (machine) => this.begin(machine),
      testEnded: (result) => this.take(result),
      ...told,
    };
    const subscription = token?.onCancellationRequested(() => source.cancel());
    if (token?.isCancellationRequested === true) source.cancel();
    try {
      // Without steps and tests its end alone decides.
      const written = { steps: [], ...config };
      const machine = await this.services.launcher.launch(written, { follower }, source.token);
      source.token.onCancellationRequested(() => void this.current?.stop());
      const dispose = (): void => {
        subscription?.dispose();
      };
      void ended.then(dispose, dispose);
      return { machine, ended };
    } catch (error) {
      subscription?.dispose();
      throw error;
    }
  }

  /** @throws {CancelledError} when the run was cancelled while no machine of it ran. */
  private begin(machine: Machine): void {
    if (this.source.token.isCancellationRequested) throw new CancelledError();
    this.current = machine;
    this.try++;
  }

  private take(result: ToldResult): void {
    this.found.add(result, this.try);
    this.wake();
  }

  /** @throws when results were left out: nobody must take the others for all of them. */
  private throwIfCut(): void {
    const { count, left } = this.found;
    if (left > 0)
      throw new Error(vscode.l10n.t('There are more than {0} results; {1} were left out.', count, left));
  }

  private finish(): void {
    this.source.dispose();
    this.isOver = true;
    this.wake();
  }

  private wake(): void {
    this.more.open();
    this.more.close();
  }
}

function resultOf({ verdict, steps, captured, end }: RunOutcome): RunResult {
  const { kind, reasons, earlier } = verdict;
  const tries = earlier?.map((one) => ({ verdict: one.kind, reasons: one.reasons }));
  return { verdict: kind, reasons, steps, captured, end, ...(tries && { earlier: tries }) };
}
