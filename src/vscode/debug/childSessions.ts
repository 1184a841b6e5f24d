import type * as vscode from 'vscode';

/** In the configuration of a session that one of ours has started: whose adapter it is. Never in launch.json. */
export const CHILD = '__qemuChild';

/** Whether a configuration is for a session that one of ours has started, ready as it is. */
export function isChildConfiguration(config: vscode.DebugConfiguration): boolean {
  return config[CHILD] !== undefined;
}
