import { ChildProcess, kill, terminate } from '../../src/concurrency/childProcess';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { LineSplitter } from '../../src/log/lineSplitter';
import { parentDeathPrefix } from '../../src/machine/qemu/parentDeath';

const GRACE_MS = 5000;

/**
 * Starts a program that stays, in a process group of its own: a Ctrl-C in our terminal must reach us first, so
 * that things end in order. Should we be killed outright, the kernel ends it for us (Linux).
 * @param onLine Hears each line that it prints.
 */
export async function startServer(
  tasks: TaskGroup,
  name: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
): Promise<ChildProcess> {
  const [program = '', ...args] = [...(await parentDeathPrefix()), ...command];
  const child = await ChildProcess.spawn(name, program, args, {
    env,
    ownGroup: true,
    ladder: (started) => [terminate(started, GRACE_MS), kill(started)],
  });
  for (const stream of [child.stdout, child.stderr]) {
    const lines = new LineSplitter(onLine);
    stream.on('data', (bytes: Buffer) => lines.push(bytes));
  }
  tasks.adopt('process', name, child);
  return child;
}
