import * as vscode from 'vscode';
import type { Disposable } from '../../../concurrency/event';
import { Gate } from '../../../concurrency/gate';
import { messageOf } from '../../../concurrency/messageOf';
import type { TaskContext } from '../../../concurrency/taskTree';
import { delay } from '../../../concurrency/timeout';
import { drivesOf, processorsOf } from '../../../machine/facts/hardware';
import type { Machine } from '../../../machine/machine';
import type { RunRecord } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import type { Services } from '../../services';
import {
  driveItem,
  groupItem,
  machineItem,
  originItem,
  portItem,
  problemItem,
  processorItem,
} from './machineItems';
import type { TreeNode } from './nodes';
import { runItem, runPortItem, runsItem } from './runItems';
import { WatchedMachine } from './watchedMachine';

/** Counters change all the time: the view is drawn at most this often, in milliseconds. */
const REFRESH_MS = 500;

/** The view of machines and of the runs that are kept. Draws nothing while nobody sees it, but for its badge. */
export class MachineTree implements Disposable {
  private readonly watched = new Map<Machine, WatchedMachine>();
  private readonly stale = new Gate('something changed');
  private readonly visible: Gate;
  private readonly listeners: readonly Disposable[];

  constructor(
    private readonly services: Services,
    private readonly runs: RunStore,
    private readonly view: vscode.TreeView<TreeNode>,
    private readonly changed: vscode.EventEmitter<undefined>,
  ) {
    this.visible = new Gate('the view is visible', view.visible);
    this.listeners = [
      services.registry.onDidChange(() => this.follow()),
      runs.onDidChange(() => this.stale.open()),
      view.onDidChangeVisibility(({ visible }) => (visible ? this.visible.open() : this.visible.close())),
    ];
    this.follow();
    void services.tasks.group('view of machines').loop('draw', (context) => this.turn(context), this.visible);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    for (const watched of this.watched.values()) watched.dispose();
  }

  async children(node: TreeNode | undefined): Promise<TreeNode[]> {
    if (!node) return await this.roots();
    switch (node.kind) {
      case 'machine':
        return machineParts(node.machine);
      case 'processors':
        return await this.asked(node.id, 'processors', node.machine);
      case 'drives':
        return await this.asked(node.id, 'drives', node.machine);
      case 'runs':
        return (await this.runs.list()).map((run) => ({ kind: 'run', run, output: this.runs.output(run) }));
      case 'run':
        return node.run.ports.map((port, index) => ({ ...node, kind: 'runPort', index, port }));
      case 'port':
      case 'origin':
      case 'processor':
      case 'drive':
      case 'problem':
      case 'runPort':
        return [];
    }
  }

  item(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'machine':
        return machineItem(node.machine, this.watched.get(node.machine));
      case 'port': {
        const frozen = this.services.terminals.streams(node.shown).some(({ isPaused }) => isPaused);
        const rate = this.watched.get(node.machine)?.rate(node.shown) ?? 0;
        return portItem(node.machine, node.shown, rate, frozen);
      }
      case 'origin':
        return originItem(node.machine);
      case 'processors':
      case 'drives':
        return groupItem(node.kind, node.machine);
      case 'processor':
        return processorItem(node.id, node.processor);
      case 'drive':
        return driveItem(node.id, node.drive);
      case 'problem':
        return problemItem(node.text);
      case 'runs':
        return runsItem();
      case 'run':
        return runItem(node.run);
      case 'runPort':
        return runPortItem(node);
    }
  }

  /** Nothing at all while there is nothing: then the view shows its welcome. */
  private async roots(): Promise<TreeNode[]> {
    const machines = [...this.watched.keys()];
    const runs: RunRecord[] = await this.runs.list();
    return [
      ...machines.map((machine): TreeNode => ({ kind: 'machine', id: machine.id, machine })),
      ...(runs.length > 0 ? [{ kind: 'runs' } as const] : []),
    ];
  }

  private async asked(id: string, kind: 'processors' | 'drives', machine: Machine): Promise<TreeNode[]> {
    const { signal } = this.services.tasks;
    try {
      if (kind === 'drives')
        return (await drivesOf(machine, signal)).map((drive) => ({
          kind: 'drive',
          id: `${id} ${drive.name}`,
          drive,
        }));
      const processors = await processorsOf(machine, signal);
      return processors.map((processor) => ({
        kind: 'processor',
        id: `${id} ${processor.index}`,
        processor,
      }));
    } catch (error) {
      return [{ kind: 'problem', text: messageOf(error) }];
    }
  }

  private follow(): void {
    const { machines } = this.services.registry;
    for (const machine of machines)
      if (!this.watched.has(machine))
        this.watched.set(machine, new WatchedMachine(machine, () => this.touch()));
    for (const [machine, watched] of this.watched) {
      if (machines.includes(machine)) continue;
      watched.dispose();
      this.watched.delete(machine);
    }
    this.touch();
  }

  private touch(): void {
    this.stale.open();
    this.showBadge();
  }

  private showBadge(): void {
    const value = [...this.watched.values()].filter(({ needsLook }) => needsLook).length;
    if (value === (this.view.badge?.value ?? 0)) return;
    const tooltip = vscode.l10n.t('Machines that crashed or have no space left on a disk: {0}', value);
    this.view.badge = value === 0 ? undefined : { value, tooltip };
  }

  /** At once the first time, and then not too often. A flow that has ended is drawn once more. */
  private async turn(context: TaskContext): Promise<void> {
    await context.waitFor('a change', this.stale.wait(context.signal));
    this.stale.close();
    this.changed.fire(undefined);
    await context.waitFor('the next refresh', delay(REFRESH_MS, context.signal));
    if ([...this.watched.values()].some(({ isFlowing }) => isFlowing)) this.stale.open();
  }
}

function machineParts(machine: Machine): TreeNode[] {
  const { id } = machine;
  const ports = machine.ports.map((shown): TreeNode => ({
    kind: 'port',
    id,
    port: shown.name,
    machine,
    shown,
  }));
  return [
    ...ports,
    { kind: 'processors', id: `${id} processors`, machine },
    { kind: 'drives', id: `${id} drives`, machine },
    { kind: 'origin', id: `${id} origin`, machine },
  ];
}
