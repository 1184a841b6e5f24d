import type * as vscode from 'vscode';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { Emitter } from '../concurrency/event';
import type { Logger } from '../log/logger';
import type { MachineRegistry } from '../machine/machineRegistry';
import type { TestCoverage } from './launch/testCoverage';
import type { DebugSessions } from './sessions/debugSessions';
import type { FoundCrash } from './sessions/foundCrash';
import type { LazyVerbs } from './lazyVerbs';
import type { MachineLauncher } from './launch/machineLauncher';
import type { PortTerminals } from './terminal/portTerminals';

/** What every feature is given. Made once, by `activate()`; nothing of it is kept in module variables. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly registry: MachineRegistry;
  /** The one way in: every machine is started by it, as a task. */
  readonly launcher: MachineLauncher;
  /** Which terminals show which port. */
  readonly terminals: PortTerminals;
  /** Which debug session has which machine. */
  readonly debugging: DebugSessions;
  /** What shows which code tests have run sets it: it is in a bundle of its own. */
  readonly coverage: { tests?: () => TestCoverage };
  /** Fires for each crash of a guest, once its symbols were looked up. */
  readonly crashes: Emitter<FoundCrash>;
  /** Each is set by the feature that has it, before anybody is given the API. */
  readonly verbs: LazyVerbs;
  /** Speaks as the extension; derive the others from it. */
  readonly log: Logger;
  readonly channel: vscode.LogOutputChannel;
  /** Everything that runs; `deactivate()` closes it. */
  readonly tasks: TaskGroup;
}
