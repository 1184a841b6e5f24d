import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { DebugSessions } from './debugSessions';
import { FIRST_VCPU } from './showProcessor';

/** What a person may ask of a machine that a debugger has to know about. */
export type Steering = 'pause' | 'resume' | 'reset';

/**
 * Pauses, resumes or resets a machine: through its debug session if it has one, since a debugger that is not asked
 * would take the machine for running when it is stopped, and for stopped when it runs.
 */
export async function steer(sessions: DebugSessions, machine: Machine, what: Steering): Promise<void> {
  const session = sessions.of(machine);
  if (!session) await machine[what]();
  // Only the editor knows whether a session restarts by a request or by an end and a new beginning.
  else if (what === 'reset') await restart(session);
  // Not by the editor's commands, which do nothing while it has not asked for the threads yet.
  else await session.customRequest(what === 'pause' ? 'pause' : 'continue', { threadId: FIRST_VCPU });
}

/** The command takes the session behind the argument that a tree view would give it. */
async function restart({ id }: vscode.DebugSession): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.debug.restart', undefined, { sessionId: id });
}
