import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import childProcess from 'node:child_process';
import workerThreads from 'node:worker_threads';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../../src/api';

const EXTENSION = 'qemu-serial-debug.qemu-serial-debug';

export interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
  /** How often a function that reads files, or starts a process or thread, was called in `activate()`. */
  readonly touched: number;
  readonly touches: readonly string[];
}

interface Module {
  readonly activate: (context: vscode.ExtensionContext) => unknown;
  readonly deactivate: () => unknown;
}

/**
 * Activates the extension as VS Code does, with clocks around loading and `activate()` alone: the module is put into
 * Node's cache in a wrapping before VS Code asks for it.
 */
export async function activateTimed(): Promise<{ api: QemuSerialDebugApi; times: Activation }> {
  const extension = vscode.extensions.getExtension<QemuSerialDebugApi>(EXTENSION);
  if (!extension) throw new Error(`${EXTENSION} is not in this window`);
  if (extension.isActive) throw new Error('the extension is active already');
  const file = join(extension.extensionPath, 'dist', 'extension.js');
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
  cached.exports = { activate, deactivate: original.deactivate };
  const api = await extension.activate();
  return { api, times: { loadMs, activateMs, touched: touches.length, touches } };
}

/** Records the calls of what touches disk and processes. @returns what takes the recorders out again. */
function watchTouches(touches: string[]): () => void {
  const modules = { fs, fsPromises, childProcess, workerThreads } as unknown as Record<
    string,
    Record<string, unknown>
  >;
  const undo: (() => void)[] = [];
  for (const [name, module] of Object.entries(modules)) {
    for (const [key, value] of Object.entries(module)) {
      if (
        typeof value !== 'function' ||
        !/^(read|open|stat|access|lstat|spawn|exec|fork|write|mkdir)/.test(key)
      )
        continue;
      const original = value as (...args: unknown[]) => unknown;
      module[key] = (...args: unknown[]) => {
        touches.push(`${name}.${key}(${String(args[0])})`);
        return original.apply(module, args);
      };
      undo.push(() => (module[key] = original));
    }
  }
  return () => {
    for (const step of undo) step();
  };
}
