import * as vscode from 'vscode';
import { type LocalQemu, localQemus } from '../../machine/external/localQemus';
import { attachEntry } from '../../machine/paste/attachEntry';
import { convert } from '../../machine/paste/convert';
import { foreignEntriesIn, type ForeignEntry } from '../../machine/paste/foreignEntries';
import { runCommand } from '../editor/runCommand';
import { LAUNCH_JSON } from '../files/editorFiles';
import { listsOf, type WrittenList, writtenLists } from '../files/writtenLists';
import type { Services } from '../services';
import { escapeIcons } from '../editor/escapedText';
import type { Preview } from './preview';
import { proposalOf, review } from './review';

/** Entries of launch.json; those of the person's settings are in no file of the workspace. */
type EntryList = Omit<WrittenList, 'uri'> & Partial<WrittenList>;
type PlacedEntry = ForeignEntry & { readonly list: EntryList };

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<unknown>;
}

/** "QEMU: Import Machine…": from QEMUs that run, and from what launch.json has for other debuggers. */
export async function importMachine(services: Services, preview: Preview): Promise<void> {
  const picked = await vscode.window.showQuickPick(choices(services, preview), {
    title: vscode.l10n.t('Import Machine'),
    placeHolder: vscode.l10n.t('Select where the machine comes from'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.run?.();
}

async function choices(services: Services, preview: Preview): Promise<Choice[]> {
  const running = await othersRunning(services);
  return [
    {
      label: `$(clippy) ${vscode.l10n.t('Paste a Command Line…')}`,
      run: () => runCommand('qemu.pasteCommandLine'),
    },
    ...section(
      vscode.l10n.t('Running'),
      running.flatMap((qemu) => processChoices(services, preview, qemu)),
    ),
    ...section(
      'launch.json',
      foreignEntries().map((entry) => entryChoice(services, preview, entry)),
    ),
  ];
}

function section(label: string, items: Choice[]): Choice[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** Those of this window are in the lists of machines already. */
function othersRunning({ registry, tasks }: Services): Promise<LocalQemu[]> {
  return localQemus(tasks.signal, new Set(registry.machines.map(({ pid }) => pid)));
}

function processChoices(services: Services, preview: Preview, qemu: LocalQemu): Choice[] {
  const { pid, program, args, directory } = qemu;
  const shown = { description: String(pid), detail: escapeIcons(args.join(' ')) };
  const converted = convert({
    ...{ program, args, directory, wrapper: [], environment: {}, output: undefined, dropped: [] },
  });
  const proposal = proposalOf(converted);
  const attach = attachEntry(args, directory);
  const again: Choice = {
    ...shown,
    label: `$(vm) ${escapeIcons(proposal.name)}`,
    run: () => review(services, preview, proposal),
  };
  if (!attach) return [again];
  const { name, folder } = proposal;
  const attached = { name, folder, launch: { ...attach }, changes: [], debugFirst: true };
  return [
    again,
    {
      ...shown,
      label: `$(debug-alt) ${vscode.l10n.t('Attach to {0}', escapeIcons(proposal.name))}`,
      run: () => review(services, preview, attached),
    },
  ];
}

function foreignEntries(): PlacedEntry[] {
  const { user } = listsOf(LAUNCH_JSON, undefined);
  return foreignEntriesIn<EntryList>([...writtenLists(LAUNCH_JSON), { folder: undefined, entries: user }]);
}

function entryChoice(services: Services, preview: Preview, placed: PlacedEntry): Choice {
  const { name, entry, changes, list } = placed;
  const { folder } = list;
  const proposal = { name: `${name} (QEMU)`, folder, launch: entry, changes, debugFirst: true };
  const { kernel, gdbStub, program } = entry;
  const detail = [kernel, gdbStub, program].find((one) => typeof one === 'string');
  const place = placeText(list);
  return {
    label: `$(json) ${escapeIcons(name)}`,
    ...(place !== undefined && { description: escapeIcons(place) }),
    ...(detail !== undefined && { detail: escapeIcons(detail) }),
    run: () => review(services, preview, proposal),
  };
}

/** What tells entries of one name apart; undefined in a window of one folder. */
function placeText({ folder, uri }: EntryList): string | undefined {
  if ((vscode.workspace.workspaceFolders ?? []).length < 2) return undefined;
  return folder?.name ?? (uri && vscode.workspace.asRelativePath(uri));
}
