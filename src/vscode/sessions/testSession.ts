import type * as vscode from 'vscode';

/** In the configuration of a session that the Test Explorer has started: which one it is. Never in launch.json. */
const FIELD = '__qemuTests';

/** The same configuration, marked. */
export const markedForTests = (
  config: vscode.DebugConfiguration,
  mark: string,
): vscode.DebugConfiguration => ({ ...config, [FIELD]: mark });

/** The mark of a session's configuration; undefined if the Test Explorer has not started it. */
export const testsMark = (config: vscode.DebugConfiguration): unknown => config[FIELD];
