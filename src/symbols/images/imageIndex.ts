import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Load } from '../loads/load';
import { debugPath, fileNames } from './imageNames';

/** Entries of directories that are looked at: a kernel tree that was built has some 200,000. */
const MOST_ENTRIES = 500_000;
const MOST_DEPTH = 16;
/** Of no use to anybody who looks for symbols, and large. */
const PASSED_OVER = new Set(['node_modules', '.git', '.svn', '.hg', '.repo']);
/** What files with symbols are called; all others are not remembered. */
const LIKELY = /^(?:[^.]+|.+\.(?:ko|elf|debug|dll|axf|out|so))$/;

/** The files with symbols under some directories, by their names. */
export class ImageIndex {
  private constructor(
    private readonly files: ReadonlyMap<string, string>,
    /** Whether there were more files than anybody looks at. */
    readonly complete: boolean,
  ) {}

  /**
   * Looks through directories, and takes files as they are. What cannot be read is left out.
   * @param places The earlier ones win.
   * @throws `signal.reason` on abort.
   */
  static async of(places: readonly string[], signal: AbortSignal): Promise<ImageIndex> {
    const files = new Map<string, string>();
    const waiting = places.map((path) => ({ path, depth: 0 }));
    let seen = 0;
    for (let place = waiting.shift(); place && seen < MOST_ENTRIES; place = waiting.shift()) {
      signal.throwIfAborted();
      const entries = await entriesOf(place.path);
      if (!entries && place.depth === 0) remember(files, place.path);
      for (const entry of entries ?? []) {
        seen++;
        const path = join(place.path, entry.name);
        if (entry.isFile()) remember(files, path);
        else if (entry.isDirectory() && place.depth < MOST_DEPTH && !PASSED_OVER.has(entry.name))
          waiting.push({ path, depth: place.depth + 1 });
      }
    }
    return new ImageIndex(files, seen < MOST_ENTRIES);
  }

  /** The file of an image: by its build id, else by its name. */
  fileOf(load: Pick<Load, 'kind' | 'name' | 'buildId'>): string | undefined {
    const debug = load.buildId === undefined ? undefined : debugPath(load.buildId);
    const byId = debug === undefined ? undefined : this.files.get(debug);
    if (byId !== undefined) return byId;
    for (const name of fileNames(load)) {
      const found = this.files.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Undefined for what is no directory, or cannot be read. */
function entriesOf(path: string): Promise<Dirent[] | undefined> {
  return readdir(path, { withFileTypes: true }).catch(() => undefined);
}

function remember(files: Map<string, string>, path: string): void {
  const name = basename(path);
  const inStore = /(?:^|[\\/])(\.build-id)[\\/]([0-9a-f]{2})[\\/]([^\\/]+)$/.exec(path);
  const key = inStore ? inStore.slice(1).join('/') : name;
  if ((inStore || LIKELY.test(name)) && !files.has(key)) files.set(key, path);
}
