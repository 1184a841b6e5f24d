import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';

/** Where an address comes from, as the symbols say. */
export interface SourceNames {
  /** As the compiler wrote it. */
  readonly file?: string | undefined;
  /** Where GDB thinks that it is. */
  readonly fullname?: string | undefined;
}

/**
 * The source files that symbols name. Those of a distribution's kernel are not on this computer: then they have a
 * name and no path, since an editor that is given one opens it, and offers to create the file.
 */
export class Sources {
  private readonly here = new Map<string, Promise<boolean>>();

  /** As the editor is told; undefined when the symbols say nothing. */
  async of({ file, fullname }: SourceNames): Promise<Dap.Source | undefined> {
    if (fullname === undefined) return undefined;
    const name = basename(file ?? fullname);
    if (await this.isHere(fullname)) return { name, path: fullname };
    return { name, origin: l10n.t('{0} is not here', file ?? fullname) };
  }

  /** Whether any of these places has its source on this computer. */
  async areSomeHere(places: readonly SourceNames[]): Promise<boolean> {
    const named = places.flatMap(({ fullname }) => fullname ?? []);
    return (await Promise.all(named.map((path) => this.isHere(path)))).includes(true);
  }

  /** Whether a file is on this computer. */
  isHere(path: string): Promise<boolean> {
    const known = this.here.get(path);
    if (known) return known;
    const found = access(path).then(
      () => true,
      () => false,
    );
    this.here.set(path, found);
    return found;
  }

  /** The guest has gone on: until its next stop files may come and go. */
  forget(): void {
    this.here.clear();
  }
}
