import * as vscode from 'vscode';
import type { Candidate } from './candidates';
import { sampleDebugConfiguration } from './debugSample';
import { findCandidates } from './workspaceFiles';

/** As many as a new launch.json gets; all of them are in the drop-down of "Run and Debug". */
const MOST_INITIAL = 5;

/** For a folder in which nothing is built yet. */
const TEMPLATE: Candidate = {
  type: 'qemu',
  request: 'launch',
  name: 'QEMU: kernel',
  kernel: '${workspaceFolder}/build/kernel.elf',
};

/** What a new launch.json of this folder gets. */
export async function initialConfigurations(
  folder: vscode.WorkspaceFolder | undefined,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration[]> {
  const found = folder ? await findCandidates(folder, token) : [];
  return found.length > 0 ? found.slice(0, MOST_INITIAL) : [TEMPLATE];
}

/**
 * What "Run and Debug" offers without a launch.json. It asks for each folder, and some versions once more for none: the
 * sample guest is offered once.
 */
export async function dynamicConfigurations(
  folder: vscode.WorkspaceFolder | undefined,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration[]> {
  const found = folder ? await findCandidates(folder, token) : [];
  const first = vscode.workspace.workspaceFolders?.[0];
  return folder?.index === first?.index ? [...found, sampleDebugConfiguration()] : found;
}
