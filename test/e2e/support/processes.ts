import { readFile, readdir } from 'node:fs/promises';
import { until } from '../../support/until';

export interface Child {
  readonly pid: number;
  readonly command: string;
}

/** VS Code's own helpers: language servers and the like, run from its installation. */
const OWN = /[/\\](lib[/\\]vscode|resources[/\\]app)[/\\]/;

/** The children of this extension host that are not VS Code's own: QEMU, GDB, guards. Linux only, else empty. */
export async function children(parent = process.pid): Promise<Child[]> {
  if (process.platform !== 'linux') return [];
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map((name) => childOf(parent, name).catch(() => undefined)));
  return found.filter((child) => child !== undefined && !OWN.test(child.command)) as Child[];
}

async function childOf(parent: number, name: string): Promise<Child | undefined> {
  const stat = await readFile(`/proc/${name}/stat`, 'latin1');
  // The name in parentheses may hold spaces and parentheses itself: the fields start after the last one.
  const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (Number(ppid) !== parent || state === 'Z') return undefined;
  const command = await readFile(`/proc/${name}/cmdline`, 'utf8');
  return { pid: Number(name), command: command.split('\0').join(' ').trim() };
}

/** Whether a process exists (a zombie counts as ended). */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** @throws when a child of ours is still there after `ms`, and says which. */
export async function expectNoChildren(ms = 5000): Promise<void> {
  let left: Child[] = [];
  await until('all child processes have ended', async () => (left = await children()).length === 0).catch(
    (error: unknown) => {
      const list = left.map((child) => `${child.pid} ${child.command}`).join('\n');
      throw new Error(`child processes are left after ${ms / 1000} s:\n${list}`, { cause: error });
    },
  );
}
