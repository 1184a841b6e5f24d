import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { MachineConfiguration } from '../../config/types';
import { readImage } from '../../machine/start/image';

export interface FoundImage {
  /** The path in the workspace. */
  readonly title: string;
  readonly definition: MachineConfiguration;
  readonly folder: vscode.WorkspaceFolder;
}

/** Kernels: their architecture is looked at. Rust puts bare-metal programs below the name of their target. */
const KERNELS = '{**/*.elf,**/vmlinux,**/bzImage,**/target/*/debug/*,**/target/*/release/*}';
const DISKS = '**/*.{img,qcow2,iso}';
const ELSEWHERE = '{**/node_modules/**,**/.git/**,**/.venv/**,**/.vscode-test/**}';
/** Enough to choose from, few enough to open each. */
const MOST = 40;

/** Images in the workspace that QEMU can boot: ELF files and Linux kernels for one of its machines, and disks. */
export async function findImages(token: vscode.CancellationToken): Promise<FoundImage[]> {
  const [kernels, disks] = await Promise.all([
    vscode.workspace.findFiles(KERNELS, ELSEWHERE, MOST, token),
    vscode.workspace.findFiles(DISKS, ELSEWHERE, MOST, token),
  ]);
  const looked = await Promise.all(kernels.filter(mayBeKernel).map(lookAtKernel));
  const found = [...looked.flatMap((image) => image ?? []), ...disks.flatMap((uri) => asDisk(uri) ?? [])];
  return found.sort((a, b) => a.title.localeCompare(b.title));
}

/** What boots from this file, whatever it is called. */
export async function configurationFor(path: string): Promise<MachineConfiguration> {
  const { format, arch } = await readImage(path);
  if (format === 'PC firmware') return { type: 'qemu', bios: path };
  if (arch !== undefined) return { type: 'qemu', kernel: path };
  return diskDefinition(path);
}

const mayBeKernel = ({ scheme, path }: vscode.Uri): boolean =>
  scheme === 'file' && (!path.includes('/target/') || extname(path) === '' || extname(path) === '.elf');

async function lookAtKernel(uri: vscode.Uri): Promise<FoundImage | undefined> {
  try {
    const { arch } = await readImage(uri.fsPath);
    return arch === undefined ? undefined : found(uri, (kernel) => ({ type: 'qemu', kernel }));
  } catch {
    // Gone since it was listed, or not ours to read: then it cannot be booted either.
    return undefined;
  }
}

function asDisk(uri: vscode.Uri): FoundImage | undefined {
  return uri.scheme === 'file' ? found(uri, diskDefinition) : undefined;
}

function diskDefinition(path: string): MachineConfiguration {
  return extname(path) === '.iso' ? { type: 'qemu', cdrom: path } : { type: 'qemu', drives: [path] };
}

function found(uri: vscode.Uri, define: (path: string) => MachineConfiguration): FoundImage | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  const title = vscode.workspace.asRelativePath(uri, false);
  return { title, definition: define(`\${workspaceFolder}/${title}`), folder };
}
