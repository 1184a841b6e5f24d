import { posix } from 'node:path';
import { SpawnError } from '../../concurrency/childProcess';
import { runTool } from '../../concurrency/runTool';
import { TimeoutError } from '../../concurrency/timeout';

/** Of elfutils. It keeps what it has fetched in the person's cache directory. */
const PROGRAM = 'debuginfod-find';
/** A source is some kilobytes, but a server may have to unpack a package for it, in milliseconds. */
const LIMIT_MS = 30_000;

/**
 * The path of a source that a debuginfod server has; undefined when the person has named no server, or it has none.
 * @throws `signal.reason` on abort.
 */
export async function fetchSource(
  recorded: string,
  buildId: string | undefined,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!environment['DEBUGINFOD_URLS'] || !buildId || !posix.isAbsolute(recorded)) return undefined;
  try {
    const options = { signal, limitMs: LIMIT_MS, env: environment };
    const { code, stdout } = await runTool(PROGRAM, ['source', buildId, recorded], options);
    return code === 0 ? stdout.trim() || undefined : undefined;
  } catch (error) {
    if (error instanceof SpawnError || error instanceof TimeoutError) return undefined;
    throw error;
  }
}
