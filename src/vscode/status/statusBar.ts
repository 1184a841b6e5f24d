import * as vscode from 'vscode';
import { ChildAbortController } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import { Gate } from '../../concurrency/gate';
import type { TaskContext } from '../../concurrency/taskTree';
import { delay } from '../../concurrency/timeout';
import type { Machine } from '../../machine/machine';
import type { CommandId } from '../editor/commandTable';
import type { Services } from '../services';
import { escapeIcons } from '../editor/escapedText';
import { commonIcon, untilNextMinute } from './statusText';
import { stateOf } from '../editor/machineState';
import { CRASH_ICON } from '../editor/stateIcons';
import { tooltip } from './statusTooltip';

/** What a click on the item runs. Not in the palette: there, each action is a command of its own. */
const CLICK_COMMAND: CommandId = 'qemu.showMachineActions';

/** Counters change all the time: the item is redrawn at most this often, in milliseconds. */
const REFRESH_MS = 500;

/** An item in the status bar while machines run: which, in what state, and in its menu what can be done with them. */
export class MachineStatus implements vscode.Disposable {
  private item: vscode.StatusBarItem | undefined;
  /** Machines that are there, since when, and what listens to them. */
  private readonly known = new Map<Machine, { since: number; listeners: readonly Disposable[] }>();
  private readonly changed = new Gate('a machine changed');
  private readonly listener: Disposable;

  constructor(private readonly services: Services) {
    this.listener = services.registry.onDidChange(() => this.follow());
    this.follow();
    void services.tasks.group('status bar').loop('status bar', (context) => this.turn(context));
  }

  dispose(): void {
    this.listener.dispose();
    for (const machine of this.known.keys()) this.forget(machine);
    this.hide();
  }

  /** Listens to new machines, forgets those that are gone. */
  private follow(): void {
    const { machines } = this.services.registry;
    for (const machine of machines) if (!this.known.has(machine)) this.know(machine);
    for (const machine of this.known.keys()) if (!machines.includes(machine)) this.forget(machine);
    this.changed.open();
  }

  private know(machine: Machine): void {
    const redraw = (): void => this.changed.open();
    const counters = machine.ports.map(({ serial }) => serial.onDidChangeCounters(redraw));
    const crashes = [machine.onDidFindCrash(redraw), machine.onDidReceiveEvent(redraw)];
    const listeners = [machine.onDidChangeState(redraw), ...crashes, ...counters];
    this.known.set(machine, { since: Date.now(), listeners });
  }

  private forget(machine: Machine): void {
    for (const listener of this.known.get(machine)?.listeners ?? []) listener.dispose();
    this.known.delete(machine);
  }

  /** Draws when something changed, at once the first time and then not too often. */
  private async turn(context: TaskContext): Promise<void> {
    await this.untilWorthDrawing(context);
    this.changed.close();
    this.draw();
    await context.waitFor('the next refresh', delay(REFRESH_MS, context.signal));
  }

  /** A change; or, while there are machines, the minute that their uptime shows. */
  private async untilWorthDrawing(context: TaskContext): Promise<void> {
    const oldest = Math.min(...[...this.known.values()].map(({ since }) => since));
    const turn = new ChildAbortController(context.signal);
    const change = this.changed.wait(turn.signal);
    try {
      if (this.known.size === 0) await context.waitFor('a machine', change);
      else {
        const minute = delay(untilNextMinute(Date.now() - oldest), turn.signal);
        await context.waitFor('a change', Promise.race([change, minute]));
      }
    } finally {
      turn.abort();
      turn.dispose();
    }
  }

  private draw(): void {
    const machines = [...this.known.keys()];
    const [first] = machines;
    if (!first) {
      this.hide();
      return;
    }
    const item = (this.item ??= this.create());
    const text =
      machines.length === 1 ? escapeIcons(first.name) : vscode.l10n.t('{0} machines', machines.length);
    const crash = machines.some(({ lastCrash }) => lastCrash !== undefined) ? ` $(${CRASH_ICON})` : '';
    item.text = `$(${commonIcon(machines)}) ${text}${crash}`;
    item.tooltip = tooltip(
      [...this.known].map(([machine, { since }]) => ({ machine, uptimeMs: Date.now() - since })),
    );
    item.accessibilityInformation = { label: spoken(machines) };
  }

  private create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('qemu.machines', vscode.StatusBarAlignment.Left, 50);
    item.name = vscode.l10n.t('QEMU Machines');
    item.command = CLICK_COMMAND;
    item.show();
    return item;
  }

  private hide(): void {
    this.item?.dispose();
    this.item = undefined;
  }
}

/** What a screen reader says in place of icons. */
function spoken(machines: readonly Machine[]): string {
  const each = machines.map((machine) => `${machine.name} ${stateOf(machine)}`);
  return vscode.l10n.t('QEMU: {0}', each.join(', '));
}
