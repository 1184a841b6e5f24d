import type * as vscode from 'vscode';
import type { ResolvedDebug } from '../../config/debug/resolveDebug';

/** In a session's configuration: what was decided about it before it began. Never in launch.json. */
const FIELD = '__qemuResolved';

/** A configuration that takes what was decided through the editor to the session. Both are plain JSON. */
export function withResolved(
  written: vscode.DebugConfiguration,
  resolved: ResolvedDebug,
): vscode.DebugConfiguration {
  return { ...written, [FIELD]: resolved };
}

/** @throws for a configuration that the editor has not had resolved. */
export function resolvedIn(config: vscode.DebugConfiguration): ResolvedDebug {
  const resolved: unknown = config[FIELD];
  if (resolved === undefined) throw new Error(`"${config.name}" was not resolved before it was started`);
  return resolved as ResolvedDebug;
}

/** The configuration as it was before anything was decided about it. */
export function withoutResolved(config: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const { [FIELD]: _, ...written } = config;
  return written;
}
