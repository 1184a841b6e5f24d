import * as vscode from 'vscode';
import type { Notice } from '../../config/adopt/adopted';
import { nameOf } from '../../config/names';
import { placesIn } from '../../config/paths';
import type { MachineConfiguration } from '../../config/types';
import { asLaunch, asTask, type Converted, debuggerChanges } from '../../machine/paste/convert';
import { previewText } from '../../machine/paste/previewText';
import { requireTrust } from '../editor/trust';
import { escapeIcons } from '../editor/escapedText';
import { folderOfPaths } from '../editor/folderOfPaths';
import { freeName } from '../files/configurationFile';
import { type EditorFile, LAUNCH_JSON, TASKS_JSON } from '../files/editorFiles';
import { chooseFolder, namesIn, writeEntry } from '../files/writeEntry';
import type { Services } from '../services';
import type { Preview } from './preview';

/** Something to run, in the words of this extension. */
export interface Proposal {
  readonly name: string;
  /** Whose settings hold for it, and where its relative paths start; undefined where nothing says so. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Absent for what can only be debugged. */
  readonly task?: MachineConfiguration;
  readonly launch: Readonly<Record<string, unknown>>;
  readonly changes: readonly Notice[];
  /** It was made for a debugger. */
  readonly debugFirst: boolean;
}

export function proposalOf(converted: Converted): Proposal {
  return {
    name: nameOf(converted.machine),
    folder: folderOfPaths(placesIn({ ...converted.machine })),
    task: asTask(converted),
    launch: asLaunch(converted),
    changes: [...converted.changes, ...debuggerChanges(converted)],
    debugFirst: converted.startsPaused || converted.gdb !== undefined,
  };
}

interface Action extends vscode.QuickPickItem {
  act(): Promise<unknown>;
}

/** Shows what an import comes to, and does with it what the person chooses. */
export async function review(services: Services, preview: Preview, proposal: Proposal): Promise<void> {
  const { name, task, launch, changes } = proposal;
  const shown = task ? taskEntry(name, task) : launchEntry(name, launch);
  await preview.show(previewText(shown, changes));
  const chosen = await ask(name, actionsFor(services, proposal), changes);
  await preview.close();
  await chosen?.act();
}

/** The differences are in the list, too: it hides where the document has them. */
async function ask(
  name: string,
  actions: readonly Action[],
  changes: readonly Notice[],
): Promise<Action | undefined> {
  const differences: vscode.QuickPickItem[] = changes.map(({ option, text }) => ({
    label: `$(info) ${escapeIcons(option)}`,
    detail: escapeIcons(text),
  }));
  const separator = {
    label: vscode.l10n.t('What is different here, and why'),
    kind: vscode.QuickPickItemKind.Separator,
  };
  for (;;) {
    const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem | Action>(
      [...actions, ...(differences.length > 0 ? [separator] : []), ...differences],
      {
        title: vscode.l10n.t('Import: {0}', name),
        placeHolder: vscode.l10n.t('Select what to do with it'),
        // The document behind it wants to be read.
        ignoreFocusOut: true,
      },
    );
    if (!chosen) return undefined;
    // A difference is there to be read; the question stays.
    if ('act' in chosen) return chosen;
  }
}

function actionsFor(services: Services, proposal: Proposal): Action[] {
  const { name, folder, task, launch, debugFirst } = proposal;
  const forTask: Action[] = task
    ? [
        {
          label: `$(play) ${vscode.l10n.t('Run Now')}`,
          act: () => run(services, task, folder),
        },
        {
          label: `$(checklist) ${vscode.l10n.t('Save in tasks.json')}`,
          act: () => save(TASKS_JSON, proposal, (free) => taskEntry(free, task)),
        },
      ]
    : [];
  const forDebugger: Action[] = [
    {
      label: `$(debug-alt) ${vscode.l10n.t('Debug Now')}`,
      act: () => debug(launchEntry(name, launch), folder),
    },
    {
      label: `$(debug-console) ${vscode.l10n.t('Save in launch.json')}`,
      act: () => save(LAUNCH_JSON, proposal, (free) => launchEntry(free, launch)),
    },
  ];
  return debugFirst ? [...forDebugger, ...forTask] : [...forTask, ...forDebugger];
}

async function run(
  { launcher }: Services,
  task: MachineConfiguration,
  folder: Proposal['folder'],
): Promise<void> {
  requireTrust();
  await launcher.launch(task, { presentation: { focus: true }, ...(folder && { folder }) });
}

async function debug(
  entry: vscode.DebugConfiguration,
  folder = vscode.workspace.workspaceFolders?.[0],
): Promise<void> {
  requireTrust();
  await vscode.debug.startDebugging(folder, entry);
}

async function save(
  file: EditorFile,
  { name, folder: own }: Proposal,
  entryFor: (name: string) => object,
): Promise<void> {
  const folder = own ?? (await chooseFolder());
  if (folder) await writeEntry(folder, file, entryFor(freeName(name, namesIn(folder, file))));
}

function taskEntry(label: string, { type, ...fields }: MachineConfiguration): Record<string, unknown> {
  return { type, label, ...fields };
}

/** `name` is the machine's, too, in a launch configuration. */
function launchEntry(name: string, launch: Readonly<Record<string, unknown>>): vscode.DebugConfiguration {
  const { type, request, name: _, ...fields } = launch;
  return { type: String(type), request: String(request), name, ...fields };
}
