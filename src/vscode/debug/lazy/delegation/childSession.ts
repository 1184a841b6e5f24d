import * as vscode from 'vscode';
import { ADAPTER } from './childConfiguration';

/** Whether a configuration is for a session that one of ours has started: it is ready as it is. */
export function isChildConfiguration(config: vscode.DebugConfiguration): boolean {
  return config[ADAPTER] !== undefined;
}

/** The program that a child session talks to; undefined for a session of our own. */
export function childDescriptor(
  config: vscode.DebugConfiguration,
): vscode.DebugAdapterDescriptor | undefined {
  const command: unknown = config[ADAPTER];
  if (!Array.isArray(command)) return undefined;
  const [program = '', ...args] = command.map(String);
  return new vscode.DebugAdapterExecutable(program, args);
}
