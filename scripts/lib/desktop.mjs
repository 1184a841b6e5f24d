import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from './paths.mjs';
import { isExecutable, which } from './run.mjs';

/** The command that opens the desktop VS Code, or undefined: `VSCODE_EXECUTABLE` in the environment comes first. */
export async function findDesktopCommand() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  // Without a screen it would only complain. (A code-server calls its command `code` too in some terminals.)
  if (!hasScreen()) return undefined;
  return (await which('code')) ?? (await which('code-insiders'));
}

/**
 * The program itself, which test-electron wants instead of the command: beside it in its installation, or
 * fetched before by test-electron into the cache; undefined when there is no desktop VS Code.
 */
export async function findDesktopExecutable() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const command = await findDesktopCommand();
  if (!command) return undefined;
  const bin = join(await realpath(command), '..');
  const candidates = {
    linux: [join(bin, '..', 'code'), join(bin, '..', 'code-insiders')],
    darwin: [join(bin, '..', '..', '..', 'MacOS', 'Electron')],
    win32: [join(bin, '..', 'Code.exe'), join(bin, '..', 'Code - Insiders.exe')],
  }[process.platform];
  for (const path of candidates ?? []) if (await isExecutable(path)) return path;
  return undefined;
}

/** Whether test-electron may fetch a VS Code: a person's desktop, and not a machine that builds. */
export const mayDownload = () => hasScreen() && !process.env.CI;

/** Where test-electron keeps what it fetches. */
export const downloads = cache;

function hasScreen() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
