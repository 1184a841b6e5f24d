import { stat } from 'node:fs/promises';
import { BoundedCache } from '../symbolizer/boundedCache';
import { fetchSource } from './debuginfod';
import { printedCandidates, sourceCandidates, type SourcePlaces } from './sourceCandidates';

/** Sources that are remembered. */
const MOST_SOURCES = 10_000;

/** Finds the sources of this computer that debug information speaks of. */
export class SourceFinder {
  private readonly found = new BoundedCache<string, Promise<string | undefined>>(MOST_SOURCES);
  private readonly printed = new BoundedCache<string, Promise<string | undefined>>(MOST_SOURCES);

  /** @param environment `DEBUGINFOD_URLS` in it names servers that may be asked; nothing is asked without it. */
  constructor(
    private readonly places: SourcePlaces,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * The path here of a source; undefined when it is not on this computer and cannot be fetched.
   * @param recorded As the compiler wrote it.
   * @param buildId Of the file whose debug information says so: a server knows sources by it.
   * @throws `signal.reason` on abort.
   */
  async find(
    recorded: string,
    buildId: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return (
      (await this.findHere(recorded)) ?? (await fetchSource(recorded, buildId, this.environment, signal))
    );
  }

  /** The path here of a source; undefined when it is not on this computer. Nothing is fetched. */
  findHere(recorded: string): Promise<string | undefined> {
    return this.look(this.found, recorded, sourceCandidates);
  }

  /** The path here of a source that a guest has printed: only where the places lead. Nothing is fetched. */
  findPrinted(printed: string): Promise<string | undefined> {
    return this.look(this.printed, printed, printedCandidates);
  }

  /** Files may come and go: what was found is looked for again. */
  forget(): void {
    this.found.clear();
    this.printed.clear();
  }

  private look(
    known: BoundedCache<string, Promise<string | undefined>>,
    path: string,
    candidates: typeof sourceCandidates,
  ): Promise<string | undefined> {
    const here = known.get(path) ?? firstFile(candidates(path, this.places));
    void known.set(path, here);
    return here;
  }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(path)) return path;
  return undefined;
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
