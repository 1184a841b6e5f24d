import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { readImage } from '../../../../machine/image';
import { findImages } from '../../../launch/imageFinder';
import { candidates, type Candidate, type FoundFile } from './candidates';
import { boardIn } from './zephyrBoards';

/** Beside what a task boots: what goes together with it in a debug session. */
const FURTHER =
  '**/{u-boot,u-boot.rom,u-boot.bin,u-boot-nodtb.bin,kernel,kernel.bin,Image,zImage,*.cpio,*.cpio.gz}';
const ELSEWHERE = '{**/node_modules/**,**/.git/**,**/.venv/**,**/.vscode-test/**}';
/** Enough to choose from, few enough to open each. */
const MOST = 40;

/** The launch configurations that the files of a folder call for, best first. */
export async function findCandidates(
  folder: vscode.WorkspaceFolder,
  token = new vscode.CancellationTokenSource().token,
): Promise<Candidate[]> {
  if (folder.uri.scheme !== 'file') return [];
  const [images, further] = await Promise.all([
    findImages(token),
    vscode.workspace.findFiles(new vscode.RelativePattern(folder, FURTHER), ELSEWHERE, MOST, token),
  ]);
  const own = images.filter((image) => image.folder.uri.toString() === folder.uri.toString());
  const paths = new Set([
    ...own.map(({ title }) => title),
    ...further.map((uri) => vscode.workspace.asRelativePath(uri, false)),
  ]);
  const files = await Promise.all([...paths].map((path) => look(folder.uri.fsPath, path)));
  return candidates(files.flatMap((file) => file ?? []));
}

async function look(folder: string, path: string): Promise<FoundFile | undefined> {
  const file = join(folder, path);
  try {
    const { format, arch } = await readImage(file);
    const board = basename(path) === 'zephyr.elf' ? await boardOf(file) : undefined;
    return { path: path.replaceAll('\\', '/'), format, arch, ...(board !== undefined && { board }) };
  } catch {
    // Gone since it was listed, or not readable: then it cannot be booted either.
    return undefined;
  }
}

/** Zephyr's `build/zephyr/zephyr.elf` has `build/CMakeCache.txt`. */
async function boardOf(elf: string): Promise<string | undefined> {
  const cache = join(dirname(dirname(elf)), 'CMakeCache.txt');
  return boardIn(await readFile(cache, 'utf8').catch(() => ''));
}
