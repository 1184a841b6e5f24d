import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type * as debug from '../../debug/main';

/** What `dist/debugAdapter.js` exports: the debug room, in a bundle of its own. */
export type AdapterModule = typeof debug;

/** Loads the debug room once, at the first session: it is large, and most windows never debug. */
export class LazyAdapter {
  private loaded: AdapterModule | undefined;

  constructor(private readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>) {}

  /** @throws when the bundle is missing. */
  get module(): AdapterModule {
    const file = this.context.asAbsolutePath('dist/debugAdapter.js');
    this.loaded ??= createRequire(file)(file) as AdapterModule;
    return this.loaded;
  }
}
