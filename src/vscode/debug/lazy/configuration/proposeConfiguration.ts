import { basename } from 'node:path';
import * as vscode from 'vscode';
import { placesIn } from '../../../../config/paths';
import { readImage } from '../../../../machine/image';
import { folderOfPaths } from '../../../editor/folderOfPaths';
import { notice } from '../../../editor/notices';
import { requireTrust } from '../../../editor/trust';
import { configurationFor } from '../../../launch/imageFinder';
import type { Services } from '../../../services';
import type { Candidate } from './candidates';
import { sampleDebugConfiguration } from './debugSample';
import { mainFunctionOf } from './mainFunction';
import { findCandidates } from './workspaceFiles';

/**
 * What F5 starts if there is no launch.json: the ELF file that is open, the only image of the folder, or the one
 * that the person picks. It stops in its main function.
 * @returns undefined when the person chose nothing.
 */
export async function proposeConfiguration(
  services: Services,
  folder: vscode.WorkspaceFolder | undefined,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration | undefined> {
  const proposed = await choose(services, folder, token);
  return proposed && (await stoppingInMain(proposed, folder));
}

/**
 * "QEMU: Debug Machine…", and "Debug in QEMU" for a file: in the file's folder, else in that of the file that is open.
 * @returns whether a session has started.
 */
export async function debugMachine(services: Services, file: unknown): Promise<boolean> {
  requireTrust();
  const near = (file instanceof vscode.Uri ? file : openFile())?.fsPath;
  const folder = folderOfPaths(near === undefined ? [] : [near]) ?? vscode.workspace.workspaceFolders?.[0];
  const config =
    file instanceof vscode.Uri
      ? await stoppingInMain(await launchOf(file.fsPath), folder)
      : await proposeConfiguration(services, folder);
  // The person may have browsed for a file of another folder.
  return (
    config !== undefined &&
    (await vscode.debug.startDebugging(folderOfPaths(placesIn(config)) ?? folder, config))
  );
}

async function stoppingInMain(
  config: vscode.DebugConfiguration,
  folder = vscode.workspace.workspaceFolders?.[0],
): Promise<vscode.DebugConfiguration> {
  const { program, kernel, stopOnSymbol } = config as Partial<Record<string, unknown>>;
  const path = [program, kernel].find((one) => typeof one === 'string');
  if (path === undefined || stopOnSymbol !== undefined) return config;
  const main = await mainFunctionOf(path.replace('${workspaceFolder}', folder?.uri.fsPath ?? ''));
  return main === undefined ? config : { ...config, stopOnSymbol: main };
}

async function choose(
  services: Services,
  folder: vscode.WorkspaceFolder | undefined,
  token?: vscode.CancellationToken,
): Promise<vscode.DebugConfiguration | undefined> {
  const open = await openImage();
  if (open) return open;
  const where = folder ?? vscode.workspace.workspaceFolders?.[0];
  const found = where ? await searching(where, token) : [];
  const [only] = found;
  if (only && found.length === 1) return only;
  return found.length > 0 ? await pick(found) : await nothingFound(services);
}

/** What is in the active tab, be it as text, in a hex editor, or refused for being binary. */
function openFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const shown = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return shown && input.uri.scheme === 'file' ? input.uri : undefined;
}

async function openImage(): Promise<vscode.DebugConfiguration | undefined> {
  const fsPath = openFile()?.fsPath;
  if (fsPath === undefined) return undefined;
  const facts = await readImage(fsPath).catch(() => undefined);
  return facts?.format === 'elf' && facts.arch !== undefined ? await launchOf(fsPath) : undefined;
}

async function searching(
  folder: vscode.WorkspaceFolder,
  token?: vscode.CancellationToken,
): Promise<Candidate[]> {
  const title = vscode.l10n.t('Looking for images in {0}…', folder.name);
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    findCandidates(folder, token),
  );
}

async function pick(found: readonly Candidate[]): Promise<vscode.DebugConfiguration | undefined> {
  const items = found.map((config) => ({ ...itemFor(config), config }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Debug in QEMU'),
    placeHolder: vscode.l10n.t('Select what to run'),
    matchOnDescription: true,
  });
  return picked?.config;
}

/** How a configuration looks in a list. */
export function itemFor({ name, kernel, bios, cdrom, drives, program }: Candidate): vscode.QuickPickItem {
  const drive: unknown = Array.isArray(drives) ? drives[0] : undefined;
  const runs = [kernel, bios, cdrom, drive].find((value) => typeof value === 'string') ?? '';
  const symbols = typeof program === 'string' ? vscode.l10n.t('symbols: {0}', inFolder(program)) : undefined;
  return {
    label: `$(debug-alt) ${name.replace(/^QEMU: /, '')}`,
    description: inFolder(runs),
    ...(symbols !== undefined && { detail: symbols }),
  };
}

const inFolder = (path: string): string => path.replace('${workspaceFolder}/', '');

async function nothingFound({ context }: Services): Promise<vscode.DebugConfiguration | undefined> {
  const browse = vscode.l10n.t('Choose a File…');
  const sample = vscode.l10n.t('Debug Sample Guest');
  const chosen = await notice(
    'Information',
    vscode.l10n.t('There is no kernel, firmware or disk image in this folder that QEMU could run yet.'),
    browse,
    sample,
  );
  if (chosen === sample) return sampleDebugConfiguration(context.extensionPath);
  return chosen === browse ? await browseForImage() : undefined;
}

/** A file from anywhere. */
export async function browseForImage(): Promise<Candidate | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Kernel, firmware or disk image'),
      openLabel: vscode.l10n.t('Debug'),
    })) ?? [];
  return file && (await launchOf(file.fsPath));
}

async function launchOf(path: string): Promise<Candidate> {
  return {
    ...(await configurationFor(path)),
    type: 'qemu',
    request: 'launch',
    name: `QEMU: ${basename(path)}`,
  };
}
