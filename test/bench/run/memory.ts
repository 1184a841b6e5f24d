import { readFile, readdir } from 'node:fs/promises';
import { residentBytes } from '../support/cpu';
import { markedProcesses } from '../../workbench/processes';

/**
 * Resident bytes of VS Code's processes, of QEMU's, and of the browser's largest renderer, which has the window, by
 * kind of process.
 */
export async function memoryByKind(mark: string): Promise<Record<string, number>> {
  const kinds: Record<string, number> = {};
  const add = (kind: string, pid: number): void => {
    kinds[kind] = Math.max(kinds[kind] ?? 0, residentBytes(pid));
  };
  for (const { pid, command } of await markedProcesses(mark)) {
    const type = /--type=(\w+)/.exec(command)?.[1];
    if (type !== undefined) add(type, pid);
    else if (command.includes('server-main')) add('server', pid);
    else if (command.includes('qemu-system')) add('qemu', pid);
  }
  for (const pid of await renderers()) add('renderer', pid);
  return kinds;
}

async function renderers(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.includes('--type=renderer') && command.includes('playwright') ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
