import type * as vscode from 'vscode';

/** In a session's configuration: the processor to show first, from 0. Never in launch.json. */
const FIELD = '__qemuCrashedCpu';

/** A configuration for a machine that has crashed on a processor. */
export function withCrashedCpu(
  config: vscode.DebugConfiguration,
  cpu: number | undefined,
): vscode.DebugConfiguration {
  return cpu === undefined ? config : { ...config, [FIELD]: cpu };
}

export function crashedCpuIn(config: vscode.DebugConfiguration): number | undefined {
  const cpu: unknown = config[FIELD];
  return typeof cpu === 'number' ? cpu : undefined;
}
