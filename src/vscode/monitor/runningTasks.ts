import * as vscode from 'vscode';
import { Gate } from '../../concurrency/gate';
import type { TaskContext } from '../../concurrency/taskTree';
import { delay } from '../../concurrency/timeout';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type * as monitor from './main';
import type { Services } from '../services';

const SCHEME = 'qemu-tasks';
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: '/QEMU Running Tasks' });

/** How often the tree is redrawn while somebody sees it, in milliseconds. */
const REFRESH_MS = 1000;

/** How long other threads have to tell what runs in them, in milliseconds; later answers come with the next refresh. */
const ANSWER_MS = 50;

/** "QEMU: Show Running Tasks": the live tree of all that runs, in a read-only document. */
export function register(services: Services): vscode.Disposable {
  const view = new RunningTasksView(services);
  return vscode.Disposable.from(
    view,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, view),
    command(services, 'qemu.showTasks', () => view.show()),
  );
}

class RunningTasksView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly visible = new Gate('the view is visible');
  private readonly listener: vscode.Disposable;
  private loop: Promise<void> | undefined;

  private readonly bundle: () => typeof monitor;

  readonly onDidChange = this.changed.event;

  constructor(private readonly services: Services) {
    this.bundle = lazyBundle<typeof monitor>(services.context, 'monitor');
    this.listener = vscode.window.onDidChangeVisibleTextEditors((editors) => this.look(editors));
    // A window that was reloaded may show it already.
    this.look(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }

  async show(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    await vscode.window.showTextDocument(document, { preview: false });
    // What is shown may be what was true when it was last visible.
    this.changed.fire(DOCUMENT);
  }

  async provideTextDocumentContent(): Promise<string> {
    const { tasks } = this.services;
    // Looking makes other threads tell of themselves; a moment later their answers are in the tree.
    tasks.snapshot();
    await delay(ANSWER_MS, tasks.signal);
    return this.bundle().runningTasksText(tasks.snapshot(), this.services.registry.machines.length);
  }

  private look(editors: readonly vscode.TextEditor[]): void {
    if (editors.some(({ document }) => document.uri.scheme === SCHEME)) {
      this.visible.open();
      this.loop ??= this.services.tasks
        .group('running tasks view')
        .loop('refresh', (context) => this.refresh(context), this.visible);
    } else this.visible.close();
  }

  private async refresh(context: TaskContext): Promise<void> {
    this.changed.fire(DOCUMENT);
    await context.waitFor('the next refresh', delay(REFRESH_MS, context.signal));
  }
}
