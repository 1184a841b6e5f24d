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

/**
 * The words of a process's command line. Linux only.
 * @throws when the process has none for long: one that execs has none for a moment, a zombie never has one.
 */
export async function commandLineOf(pid: number): Promise<string[]> {
  const read = async (): Promise<string> => await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return (await until(`process ${pid} has a command line`, read)).split('\0').slice(0, -1);
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

/** Symbols are kept for half a minute for who reads on in the terminal of a machine that has ended (`machineSymbols.ts`). */
const KEPT = /^\S*(llvm-symbolizer|addr2line)/;

/** @throws when a child of ours is still there after a while that is not kept for a person, and says which. */
export async function expectNoChildren(): Promise<void> {
  await expectNone(({ command }) => !KEPT.test(command));
}

/** As {@link expectNoChildren}, without exception: for the end of all tests. */
export async function expectNoChildrenAtAll(): Promise<void> {
  await expectNone(() => true);
}

async function expectNone(counts: (child: Child) => boolean): Promise<void> {
  let left: Child[] = [];
  const look = async (): Promise<boolean> => (left = (await children()).filter(counts)).length === 0;
  await until('all child processes have ended', look, {
    details: () => left.map((child) => `${child.pid} ${child.command}`).join('\n'),
  });
}
