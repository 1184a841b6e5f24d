import * as l10n from '@vscode/l10n';
import { SpawnError } from '../concurrency/childProcess';
import { runTool } from '../concurrency/runTool';

/**
 * Runs a small program of the system that says nothing unless it fails.
 * @param provider The package that it comes with.
 * @throws with the program's own words, or with the package to install; `TimeoutError`; `signal.reason` on abort.
 */
export async function runSystemTool(
  program: string,
  args: readonly string[],
  provider: string,
  options: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<void> {
  try {
    const { code, stderr } = await runTool(program, args, options);
    if (code !== 0)
      throw new Error(stderr.trim() || l10n.t('{0} ended with exit code {1}', program, String(code)));
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    throw missingTool(error, provider);
  }
}

/** @param provider The package that the program comes with. */
export function missingTool(error: SpawnError, provider: string): Error {
  return new Error(l10n.t('{0}; install {1}', error.message, provider), { cause: error });
}
