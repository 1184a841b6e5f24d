import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isObject } from '../../config/shape';
import type { MachineConfiguration } from '../../config/types';
import { configurationFor } from '../launch/imageFinder';
import type { MachineLauncher } from '../launch/machineLauncher';
import { TASK_TYPE } from '../launch/machineTask';
import { RecentLaunches } from './recentLaunches';
import { sampleTitle } from '../launch/sampleGuest';
import { runCommand } from '../editor/runCommand';
import type { Services } from '../services';
import { escapeIcons } from '../editor/escapedText';
import { folderOfPaths } from '../editor/folderOfPaths';
import { requireTrust } from '../editor/trust';

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<unknown>;
}

/**
 * "QEMU: Launch Machine…": tasks of the workspace, images in it, recent launches, or any file. With a configuration
 * or a file as argument, that one. "Launch in QEMU" is the same for a file of the Explorer.
 * @returns the machine's id, once one was launched here.
 */
export async function launchMachine(services: Services, argument: unknown): Promise<unknown> {
  requireTrust();
  const recent = new RecentLaunches(services.context.workspaceState);
  const launchFile = (path: string): Promise<unknown> => launchImage(services, recent, path);
  if (argument instanceof vscode.Uri) return await launchFile(pathOf(argument));
  if (isObject(argument) && argument['type'] === TASK_TYPE) {
    const machine = await services.launcher.launch(argument as MachineConfiguration, {
      presentation: { focus: true },
    });
    return machine.id;
  }
  const picked = await vscode.window.showQuickPick(choices(services.launcher, recent, launchFile), {
    title: vscode.l10n.t('Launch Machine'),
    placeHolder: vscode.l10n.t('Select what to run'),
    matchOnDescription: true,
  });
  return await picked?.run?.();
}

async function choices(
  launcher: MachineLauncher,
  recent: RecentLaunches,
  launchFile: (path: string) => Promise<unknown>,
): Promise<Choice[]> {
  const tasks = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
  const written = tasks.filter(({ source }) => source === 'Workspace' || source === 'User');
  const found = tasks.filter((task) => !written.includes(task));
  return [
    ...section(
      vscode.l10n.t('Tasks'),
      written.map((task) => taskChoice(launcher, task, 'checklist')),
    ),
    ...section(
      vscode.l10n.t('Recent'),
      recent.paths.map((path) => ({
        label: `$(history) ${basename(path)}`,
        description: path,
        run: () => launchFile(path),
      })),
    ),
    ...section(vscode.l10n.t('Images'), [
      ...found.map((task) => taskChoice(launcher, task, 'vm')),
      ...sample(found),
    ]),
    ...section(vscode.l10n.t('Import'), [
      {
        label: `$(clippy) ${vscode.l10n.t('Paste a Command Line…')}`,
        run: () => runCommand('qemu.pasteCommandLine'),
      },
      {
        label: `$(cloud-download) ${vscode.l10n.t('From a Running QEMU or launch.json…')}`,
        run: () => runCommand('qemu.importMachine'),
      },
    ]),
    ...section('', [
      { label: `$(folder-opened) ${vscode.l10n.t('Browse for an Image…')}`, run: () => browse(launchFile) },
    ]),
  ];
}

/** Without a folder the editor asks nobody for tasks. */
function sample(found: readonly vscode.Task[]): Choice[] {
  const label = sampleTitle();
  if (found.some(({ name }) => name === label)) return [];
  return [{ label: `$(vm) ${label}`, run: () => runCommand('qemu.launchSample') }];
}

function section(label: string, items: Choice[]): Choice[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function taskChoice(launcher: MachineLauncher, task: vscode.Task, icon: string): Choice {
  const folder = typeof task.scope === 'object' ? { description: task.scope.name } : {};
  return {
    label: `$(${icon}) ${escapeIcons(task.name)}`,
    ...folder,
    run: () => launcher.executeTask(task),
  };
}

async function browse(launchFile: (path: string) => Promise<unknown>): Promise<unknown> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Kernel, firmware or disk image'),
      openLabel: vscode.l10n.t('Launch'),
    })) ?? [];
  return file && (await launchFile(pathOf(file)));
}

function pathOf(file: vscode.Uri): string {
  if (file.scheme === 'file') return file.fsPath;
  throw new Error(vscode.l10n.t('QEMU reads images from disk; {0} is not on one.', file.toString()));
}

async function launchImage({ launcher }: Services, recent: RecentLaunches, path: string): Promise<unknown> {
  const config = await configurationFor(path);
  await recent.add(path);
  const folder = folderOfPaths([path]);
  const machine = await launcher.launch(config, {
    presentation: { focus: true },
    ...(folder && { folder }),
  });
  return machine.id;
}
