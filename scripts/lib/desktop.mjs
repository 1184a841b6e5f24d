import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isExecutable, which } from './run.mjs';

/** Where an installation is when its command is not on PATH: the usual thing on macOS and Windows. */
const PLACES = {
  linux: [],
  darwin: ['/Applications/Visual Studio Code.app/Contents/MacOS/Electron'],
  win32: [
    join(process.env.LOCALAPPDATA ?? '', 'Programs', 'Microsoft VS Code', 'Code.exe'),
    join(process.env.ProgramFiles ?? '', 'Microsoft VS Code', 'Code.exe'),
  ],
};

/** The program, seen from the folder of its `code` command. */
const BESIDE_COMMAND = {
  linux: ['../code', '../code-insiders'],
  darwin: ['../../../MacOS/Electron'],
  win32: ['../Code.exe', '../Code - Insiders.exe'],
};

/**
 * What opens the desktop VS Code and, with `--wait`, waits until its window is closed; undefined if there is none, or
 * no screen to show it on. `VSCODE_EXECUTABLE` in the environment comes first.
 * @returns {Promise<string | undefined>}
 */
export async function findDesktopCommand() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  // On Windows the command is a batch file, which only a shell could run.
  return (process.platform === 'win32' ? undefined : await commandOnPath()) ?? findDesktopProgram();
}

/**
 * The program itself, which test-electron wants instead of the command; found as above.
 * @returns {Promise<string | undefined>}
 */
export async function findDesktopProgram() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  if (!hasScreen()) return undefined;
  const command = await commandOnPath();
  const folder = command && join(await realpath(command), '..');
  const beside = folder ? (BESIDE_COMMAND[process.platform] ?? []).map((path) => join(folder, path)) : [];
  for (const path of [...beside, ...(PLACES[process.platform] ?? [])])
    if (await isExecutable(path)) return path;
  return undefined;
}

async function commandOnPath() {
  return hasScreen() ? ((await which('code')) ?? (await which('code-insiders'))) : undefined;
}

/**
 * Whether tests in VS Code run in the headless workbench.
 * @param {boolean} ignoresDesktop
 */
export async function needsWorkbench(ignoresDesktop = false) {
  return ignoresDesktop || !((await findDesktopProgram()) || mayDownload());
}

/** Whether test-electron may fetch a VS Code: on a person's desktop, and not on a machine that builds. */
const mayDownload = () => hasScreen() && !process.env.CI;

function hasScreen() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
