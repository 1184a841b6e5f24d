import { readFile, readdir } from 'node:fs/promises';

/**
 * A look at the system's processes from outside, to prove that nothing stays. Everything that a test window starts
 * inherits a variable with the window's own value, however it is re-parented; /proc tells who carries it.
 */
export const MARKER = 'QEMU_SERIAL_DEBUG_WINDOW';

export interface WindowProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
}

/** Every living process that carries the mark. Linux only. */
export async function markedProcesses(mark: string): Promise<WindowProcess[]> {
  if (process.platform !== 'linux') return [];
  const found: WindowProcess[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const entry = await describe(name, `${MARKER}=${mark}`).catch(() => undefined);
    if (entry) found.push(entry);
  }
  return found;
}

async function describe(pid: string, assignment: string): Promise<WindowProcess | undefined> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1');
  if (!`\0${environment}`.includes(`\0${assignment}\0`)) return undefined;
  const [command, stat] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile(`/proc/${pid}/stat`, 'latin1'),
  ]);
  // The name in parentheses may hold spaces and parentheses itself: the fields start after the last one.
  const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid: Number(pid), ppid: Number(ppid), command: command.split('\0').join(' ').trim() };
}

/** The extension host of a window's server. */
export const isExtensionHost = ({ command }: WindowProcess): boolean =>
  command.includes('--type=extensionHost');

/** VS Code's own: the server, its helpers, the wrapper that watches over it, and the shell that it asks for the environment. */
export function isWorkbench({ pid, command }: WindowProcess, serverPid: number): boolean {
  return (
    pid === serverPid ||
    /--type=(extensionHost|ptyHost|fileWatcher|agentHost)|server-main\.js|\/lib\/vscode\/|JSON\.stringify\(process\.env\)/.test(
      command,
    )
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
