import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { watchTouches } from './touches';

/** What three other extensions that everybody has take for the same, in the same window: the usual. */
const WELL_KNOWN = [
  'ms-vscode.js-debug',
  'vscode.typescript-language-features',
  'vscode.markdown-language-features',
] as const;

export interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
  /** The calls of functions that read files, or start a process or thread, in `activate()`. */
  readonly touches: readonly string[];
}

interface Module {
  readonly activate: (context: vscode.ExtensionContext) => unknown;
}

/** By the name of the extension, in milliseconds. */
export async function activateWellKnown(): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const id of WELL_KNOWN) times[id] = (await activateTimed(id)).times.activateMs;
  return times;
}

/**
 * Activates an extension as VS Code does, with clocks around loading and `activate()` alone: the module is put into
 * Node's cache, wrapped, before VS Code asks for it.
 */
export async function activateTimed(id: string): Promise<{ api: unknown; times: Activation }> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension) throw new Error(`${id} is not in this window`);
  if (extension.isActive) throw new Error(`${id} is active already`);
  const { main } = extension.packageJSON as { readonly main: string };
  const path = join(extension.extensionPath, main);
  const file = extname(path) === '.js' ? path : `${path}.js`;
  const before = performance.now();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as VS Code does
  const original = require(file) as Module;
  const loadMs = performance.now() - before;
  let activateMs = NaN;
  const touches: string[] = [];
  const activate = async (context: vscode.ExtensionContext): Promise<unknown> => {
    const restore = watchTouches(touches);
    const begin = performance.now();
    const result = await original.activate(context);
    activateMs = performance.now() - begin;
    restore();
    return result;
  };
  const cached = require.cache[require.resolve(file)];
  if (!cached) throw new Error('the module is not in the cache');
  cached.exports = { ...original, activate };
  const api: unknown = await extension.activate();
  return { api, times: { loadMs, activateMs, touches } };
}
