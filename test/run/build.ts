import { node, root, toolEnvironment } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';

/** Builds the extension into dist/. */
export async function build({ production = false, signal }: BuildOptions): Promise<void> {
  const args = ['esbuild.mjs', ...(production ? ['--production'] : [])];
  await run(node, args, { cwd: root, env: toolEnvironment(), signal });
}

interface BuildOptions {
  readonly production?: boolean;
  readonly signal: AbortSignal;
}
