import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import childProcess from 'node:child_process';
import workerThreads from 'node:worker_threads';

const TOUCHING = /^(read|open|stat|access|lstat|spawn|exec|fork|write|mkdir)/;

/** Records the calls of what touches disk and processes. @returns what takes the recorders out again. */
export function watchTouches(touches: string[]): () => void {
  const modules = { fs, fsPromises, childProcess, workerThreads } as unknown as Record<
    string,
    Record<string, unknown>
  >;
  const undo: (() => void)[] = [];
  for (const [name, module] of Object.entries(modules)) {
    for (const [key, value] of Object.entries(module)) {
      if (typeof value !== 'function' || !TOUCHING.test(key)) continue;
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
