import type { MachineConfiguration, PartialConfiguration } from '../../config/types';
import type { RunPlan } from '../../config/steps/resolvedRun';
import type { JudgedRunOptions, RunOutcome } from '../../harness/verdict/judgedRun';
import type { Machine } from '../../machine/machine';

/** What a run came to, for a task and its terminal. */
export interface LaunchVerdict {
  /** The task's exit code. */
  readonly code: number;
  /** Lines for the terminal. Texts of the guest are in it. */
  readonly text: string;
  /** Whether another machine is to be tried. */
  readonly goesOn: boolean;
}

/** A run that is judged, made before its machine's first instruction. */
export interface LaunchedRun {
  /** To be called once the machine runs. Resolves when it has ended. Never rejects. */
  judge(): Promise<LaunchVerdict>;
  /** The machine did not start. */
  abandon(): void;
}

/** What a configuration says is to be done with its machine, and with those that are tried after it. */
export interface LaunchPlan {
  readonly machine: MachineConfiguration;
  /** @param say Shows a line in the terminal. */
  begin(machine: Machine, say: (text: string) => void): LaunchedRun;
}

/** Who is told of a run while it goes on, besides its terminal. */
export interface LaunchFollower extends Partial<JudgedRunOptions['listener']> {
  /** Before its first instruction; again for each machine that is tried. @throws to end it. */
  begins(machine: Machine, plan: RunPlan): void;
  /**
   * The machine has ended, and its run does not count: another one is tried once this has resolved, unless it throws.
   * @param text What it came to, for people. Texts of the guest are in it.
   */
  tried?(outcome: RunOutcome, text: string): Promise<void>;
  /** The machine has ended, and its run counts. */
  ended(outcome: RunOutcome): void;
  /** The run was broken off, could not be judged, or the machine did not start. */
  failed(error: unknown): void;
}

/**
 * Makes a plan of what a person wrote; in a bundle of its own, since most machines only run.
 * @throws {ConfigurationError} of that bundle's own class, which names every wrong field.
 */
export type PlanRun = (
  written: unknown,
  defaults: PartialConfiguration,
  follower: LaunchFollower | undefined,
) => LaunchPlan;
