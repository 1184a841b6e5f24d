import * as vscode from 'vscode';
import { CancelledError, ChildAbortController } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Machine } from '../../machine/machine';
import { enabledEvents, sameNames, type LogChoice } from './logChoice';

interface LogPickItem extends vscode.QuickPickItem {
  readonly item?: string;
  readonly event?: string;
}

/**
 * Lets the person choose what QEMU logs about the guest, and tells QEMU.
 * @param items The `-d` items that are logged now: QEMU does not say.
 * @returns undefined when the picker was closed.
 */
export async function chooseLogItems(
  tasks: TaskGroup,
  machine: Machine,
  items: readonly string[],
): Promise<LogChoice | undefined> {
  const life = new ChildAbortController(tasks.signal);
  const picker = vscode.window.createQuickPick<LogPickItem>();
  try {
    picker.title = vscode.l10n.t('What QEMU logs of {0}', machine.name);
    picker.placeholder = vscode.l10n.t('Log items and trace events; type to filter');
    picker.canSelectMany = true;
    picker.matchOnDescription = true;
    picker.busy = true;
    picker.onDidHide(() => life.abort(new CancelledError()));
    picker.show();
    const before: LogChoice = { items, events: enabledEvents(await states(machine, life.signal)) };
    await fill(picker, machine, before, life.signal);
    if (!(await accepted(picker))) return undefined;
    const events = picker.selectedItems.flatMap(({ event }) => event ?? []);
    const all = events.length === picker.items.filter(({ event }) => event !== undefined).length;
    const after: LogChoice = {
      items: picker.selectedItems.flatMap(({ item }) => item ?? []),
      // The box above the list chooses all of some thousand events; one pattern says the same.
      events: all ? ['*'] : events,
    };
    picker.busy = true;
    picker.enabled = false;
    await apply(machine, before, after, life.signal);
    return after;
  } finally {
    picker.dispose();
    life.dispose();
  }
}

async function fill(
  picker: vscode.QuickPick<LogPickItem>,
  machine: Machine,
  current: LogChoice,
  signal: AbortSignal,
): Promise<void> {
  const [items, events] = await Promise.all([
    machine.availableLogItems(signal),
    machine.availableTraceEvents(signal),
  ]);
  const on = new Set(current.events);
  const rows: LogPickItem[] = [
    separator(vscode.l10n.t('Log items')),
    ...items.map(({ name, description }) => ({ label: name, description, item: name })),
    separator(vscode.l10n.t('Trace events')),
    // Those that are on come first: they could not be found among thousands.
    ...[...events]
      .sort((a, b) => Number(on.has(b)) - Number(on.has(a)))
      .map((name) => ({ label: name, event: name })),
  ];
  picker.items = rows;
  picker.selectedItems = rows.filter(
    ({ item, event }) =>
      (item !== undefined && current.items.includes(item)) || (event !== undefined && on.has(event)),
  );
  picker.busy = false;
}

async function apply(
  machine: Machine,
  before: LogChoice,
  after: LogChoice,
  signal: AbortSignal,
): Promise<void> {
  if (!sameNames(before.items, after.items)) await machine.setLogItems(after.items, signal);
  if (!sameNames(before.events, after.events)) await machine.setTraceEvents(after.events, signal);
}

function states(machine: Machine, signal: AbortSignal): Promise<unknown> {
  return machine.qmp('trace-event-get-state', { name: '*' }, { signal });
}

function accepted(picker: vscode.QuickPick<LogPickItem>): Promise<boolean> {
  return new Promise((resolve) => {
    picker.onDidAccept(() => resolve(true));
    picker.onDidHide(() => resolve(false));
  });
}

function separator(label: string): LogPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
