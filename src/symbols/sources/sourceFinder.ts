import { stat } from 'node:fs/promises';
import { BoundedCache } from '../symbolizer/boundedCache';
import { fetchSource } from './debuginfod';
import { sourceCandidates, type SourcePlaces } from './sourceCandidates';

/** Sources that are remembered. */
const MOST_SOURCES = 10_000;

/** Finds the sources of this computer that debug information speaks of. */
export class SourceFinder {
  private readonly found = new BoundedCache<string, Promise<string | undefined>>(MOST_SOURCES);

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
    const here = this.found.get(recorded) ?? this.look(recorded);
    void this.found.set(recorded, here);
    return (await here) ?? (await fetchSource(recorded, buildId, this.environment, signal));
  }

  /** Files may come and go: what was found is looked for again. */
  forget(): void {
    this.found.clear();
  }

  private async look(recorded: string): Promise<string | undefined> {
    for (const path of sourceCandidates(recorded, this.places)) if (await isFile(path)) return path;
    return undefined;
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
