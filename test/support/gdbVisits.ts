import { runTool } from '../../src/concurrency/runTool';

/** One visit on a busy computer, in milliseconds. */
const LIMIT_MS = 60_000;
const STEPS = 200;

/**
 * A GDB that connects to a stub, steps, and lets go, again and again: the guest is stopped in the middle of whatever
 * it does, and goes on.
 * @param goesOn Asked before each visit.
 * @returns how many visits there were.
 * @throws when GDB does not step.
 */
export async function gdbVisits(stub: string, goesOn: () => boolean, signal: AbortSignal): Promise<number> {
  let visits = 0;
  for (; goesOn(); visits++) {
    const orders = [`target remote ${stub}`, `stepi ${STEPS}`, 'echo stepped\\n', 'detach'];
    const args = ['-nx', '-q', '-batch', ...orders.flatMap((order) => ['-ex', order])];
    const { code, stdout, stderr } = await runTool('gdb', args, { signal, limitMs: LIMIT_MS });
    if (code !== 0 || !stdout.includes('stepped')) throw new Error(`gdb ended with ${code}: ${stderr}`);
  }
  return visits;
}
