import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { DebugSessions } from './sessions';

/** What a person may ask of a machine that a debugger has to know of. */
export type Steering = 'pause' | 'resume' | 'reset';

/** The debugger's own commands, which take the session as `{ sessionId }` behind the argument of a tree view. */
const COMMANDS: Readonly<Record<Steering, string>> = {
  pause: 'workbench.action.debug.pause',
  resume: 'workbench.action.debug.continue',
  reset: 'workbench.action.debug.restart',
};

/**
 * Pauses, resumes or resets a machine: through its debug session where it has one, since a debugger that is not asked
 * would take the machine for running when it stands, and for standing when it runs.
 */
export async function steer(sessions: DebugSessions, machine: Machine, what: Steering): Promise<void> {
  const session = sessions.of(machine);
  if (session) await vscode.commands.executeCommand(COMMANDS[what], undefined, { sessionId: session.id });
  else await machine[what]();
}
