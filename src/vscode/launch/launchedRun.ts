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
}

/** A run that is judged, made before its machine's first instruction. */
export interface LaunchedRun {
  /** To be called once the machine runs. Resolves when it has ended. Never rejects. */
  judge(): Promise<LaunchVerdict>;
  /** The machine did not start. */
  abandon(): void;
}

/** What a configuration says is to be done with its machine. */
export interface LaunchPlan {
  readonly machine: MachineConfiguration;
  /** @param say Shows a line in the terminal. */
  begin(machine: Machine, say: (text: string) => void): LaunchedRun;
}

/** Who is told of a run while it goes on, besides its terminal. */
export interface LaunchFollower extends Partial<JudgedRunOptions['listener']> {
  /** Before its first instruction. */
  begins(machine: Machine, plan: RunPlan): void;
  /** The machine has ended. */
  ended(outcome: RunOutcome): void;
  /** The run was broken off, or could not be judged. */
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
