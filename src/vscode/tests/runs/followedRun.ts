import * as vscode from 'vscode';
import { isCancelled, raceAbort } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { NOT_STARTED } from '../../../config/notStarted';
import type { RunPlan } from '../../../config/steps/resolvedRun';
import { EXIT_CODES } from '../../../harness/verdict/exitCodes';
import { JudgedRun, type RunListener } from '../../../harness/verdict/judgedRun';
import { stalledCpus } from '../../../harness/verdict/stalledCpus';
import type { Tries } from '../../../harness/verdict/tries';
import type { Machine } from '../../../machine/machine';
import type { Translations } from '../../editor/translations';
import type { LaunchedRun, LaunchFollower, LaunchVerdict } from '../../launch/launchedRun';
import type { Services } from '../../services';

/** A run may take a day; its waits have limits of their own. */
const RUN_SECONDS = 86_400;

interface FollowedRunParts {
  readonly machine: Machine;
  readonly plan: RunPlan;
  readonly tries: Tries;
  /** Shows a line in the machine's terminal. */
  readonly say: (text: string) => void;
  readonly follower: LaunchFollower;
  readonly translations: Translations | undefined;
}

/** A run in the editor, judged as `qemu-serial-debug run` judges it. What it starts ends with it. */
export class FollowedRun implements LaunchedRun {
  private readonly tasks: TaskGroup;
  private readonly run: JudgedRun;

  constructor(
    services: Services,
    private readonly parts: FollowedRunParts,
  ) {
    const { machine, tries, follower, translations } = parts;
    const plan = tries.planOf(parts.plan);
    follower.begins(machine, plan);
    const tasks = services.tasks.group(`run of ${machine.name}`);
    this.tasks = tasks;
    this.run = new JudgedRun(machine, {
      plan,
      timeoutSeconds: RUN_SECONDS,
      listener: this.listener(),
      reading: {
        tasks,
        threadFile: services.context.asAbsolutePath('dist/testWorker.js'),
        tellsOutput: follower.testOutput !== undefined,
        ...(translations && { translations }),
      },
      examine: () => stalledCpus(machine, tasks),
      look: async (signal) => {
        parts.say(vscode.l10n.t('The machine is kept for a look. Stop it to end the run.'));
        await raceAbort(machine.exit, signal);
      },
    });
  }

  async judge(): Promise<LaunchVerdict> {
    try {
      const { tries, follower } = this.parts;
      const { outcome, goesOn, text } = tries.take(await this.run.judge(this.tasks));
      if (goesOn) await follower.tried?.(outcome, text);
      else follower.ended(outcome);
      return { code: EXIT_CODES[outcome.verdict.kind], text, goesOn };
    } catch (error) {
      this.parts.follower.failed(error);
      const code = isCancelled(error) ? EXIT_CODES.cancelled : NOT_STARTED;
      return { code, text: messageOf(error), goesOn: false };
    } finally {
      this.abandon();
    }
  }

  abandon(): void {
    this.tasks.closeSoon();
  }

  private listener(): RunListener {
    const { say, follower } = this.parts;
    return {
      stepBegan: (title) => {
        say(vscode.l10n.t('step: {0}', title));
        follower.stepBegan?.(title);
      },
      stepEnded: (result) => follower.stepEnded?.(result),
      testEnded: (result) => follower.testEnded?.(result),
      testOutput: (text) => follower.testOutput?.(text),
    };
  }
}
