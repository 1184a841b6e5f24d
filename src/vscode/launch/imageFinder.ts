import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { MachineConfiguration } from '../../config/types';
import { bootFields } from '../../machine/command/bootFields';
import { type ImageFacts, readImage } from '../../machine/image';

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
  return { type: 'qemu', ...bootFields(path, await readImage(path)) };
}

const mayBeKernel = ({ scheme, path }: vscode.Uri): boolean =>
  scheme === 'file' && (!path.includes('/target/') || extname(path) === '' || extname(path) === '.elf');

async function lookAtKernel(uri: vscode.Uri): Promise<FoundImage | undefined> {
  try {
    const facts = await readImage(uri.fsPath);
    return facts.arch === undefined ? undefined : found(uri, facts);
  } catch {
    // Gone since it was listed, or not readable: then it cannot be booted either.
    return undefined;
  }
}

function asDisk(uri: vscode.Uri): FoundImage | undefined {
  return uri.scheme === 'file' ? found(uri, UNKNOWN) : undefined;
}

/** A disk is not looked into: it does not tell what is on it. */
const UNKNOWN: ImageFacts = { format: 'raw', arch: undefined };

function found(uri: vscode.Uri, facts: ImageFacts): FoundImage | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  const title = vscode.workspace.asRelativePath(uri, false);
  const definition = { type: 'qemu', ...bootFields(`\${workspaceFolder}/${title}`, facts) } as const;
  return { title, definition, folder };
}
