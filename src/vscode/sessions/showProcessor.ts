import type * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';

/** A request that our sessions serve beside the protocol's. */
export const SHOW_PROCESSOR = 'qemuShowProcessor';

/** Its arguments. */
export interface ShowProcessorArguments {
  /** From 0; undefined: the one of the last stop. */
  readonly processor?: number;
}

/** Its answer. */
export interface ShowProcessorAnswer {
  /** Whether the guest stands, so that the editor shows the processor now; otherwise it does at the next stop. */
  readonly stands: boolean;
}

/** All vCPUs stop and go together. */
export const FIRST_VCPU = 1;

/**
 * Stops the guest of a session if it runs, and shows where a processor is.
 * @param processor From 0; undefined when any will do.
 * @param machine The guest's machine, if it is one of this window's.
 * @throws what the session answers.
 */
export async function stopOn(
  session: vscode.DebugSession,
  processor: number | undefined,
  machine: Pick<Machine, 'state'> | undefined,
): Promise<void> {
  const asked: ShowProcessorArguments = processor === undefined ? {} : { processor };
  const answer: unknown = await session.customRequest(SHOW_PROCESSOR, asked);
  // Another extension's debugger does not say here whether the guest stands.
  if ((answer as ShowProcessorAnswer).stands || machine?.state === 'paused') return;
  await session.customRequest('pause', { threadId: FIRST_VCPU });
}
