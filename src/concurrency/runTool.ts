import { ChildProcess, kill, terminate } from './childProcess';
import { withTimeout } from './timeout';
import type { Readable } from 'node:stream';

export interface ToolOptions {
  /** Ends the tool and the wait. */
  readonly signal: AbortSignal;
  /** How long the tool may take, in milliseconds. */
  readonly limitMs?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** As for {@link ChildProcess.spawn}. */
  readonly inherit?: readonly number[];
}

/** How a tool ended, and what it said. */
export interface ToolResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** The first {@link KEPT_BYTES} of each. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A small program is done long before this, in milliseconds. */
const LIMIT_MS = 10_000;
/** Kept of each output; the rest is read and dropped, so that the tool never waits for us. */
export const KEPT_BYTES = 1 << 20;
/** From SIGTERM to SIGKILL for a tool that takes too long, in milliseconds. */
const TERM_MS = 500;

/**
 * Runs a small program to its end: no shell, no input, its output bounded, with a limit, in a process group of its
 * own that has ended when this settles.
 * @throws {SpawnError} when it cannot be started, `TimeoutError` after `limitMs`, `signal.reason` on abort. An exit
 * code other than 0 is not an error here: what it means is the caller's to know.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { signal, limitMs = LIMIT_MS, cwd, env, inherit }: ToolOptions,
): Promise<ToolResult> {
  signal.throwIfAborted();
  const child = await ChildProcess.spawn(program, program, args, {
    ownGroup: true,
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
    ...(inherit && { inherit }),
    ladder: (tool) => [terminate(tool, TERM_MS), kill(tool)],
  });
  const [stdout, stderr] = [beginningOf(child.stdout), beginningOf(child.stderr)];
  try {
    const { code } = await withTimeout(program, limitMs, signal, () => child.stopped);
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    await child.stop();
  }
}

function beginningOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    const taken = chunk.subarray(0, KEPT_BYTES - size);
    size += taken.length;
    if (taken.length > 0) chunks.push(taken);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
