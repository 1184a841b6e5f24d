import { createRequire } from 'node:module';
import type * as vscode from 'vscode';

/**
 * A part of the extension in a bundle of its own, loaded when it is first asked for: what most windows never use
 * must not cost all of them their start. It has classes of its own, so errors that cross go by name, not by class.
 * @param name The file's name in `dist/`, without `.js`.
 * @returns a function that gives what the bundle exports. It throws when the bundle is missing.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names what a file has that is not compiled in here
export function lazyBundle<T>(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>,
  name: 'console' | 'coverage' | 'crash' | 'debug' | 'import' | 'machines' | 'monitor' | 'sending' | 'tests',
): () => T {
  let loaded: T | undefined;
  return () => {
    const file = context.asAbsolutePath(`dist/${name}.js`);
    loaded ??= createRequire(file)(file) as T;
    return loaded;
  };
}
