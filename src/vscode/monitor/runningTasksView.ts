import * as vscode from 'vscode';
import { Gate } from '../../concurrency/gate';
import type { TaskContext } from '../../concurrency/taskTree';
import { delay } from '../../concurrency/timeout';
import type { Services } from '../services';
import { runningTasksText } from './runningTasksText';

/** How often the tree is redrawn while somebody sees it, in milliseconds. */
const REFRESH_MS = 1000;

/** How long other threads have to tell what runs in them, in milliseconds; later answers come with the next refresh. */
const ANSWER_MS = 50;

/** The document of "QEMU: Show Running Tasks". */
export class RunningTasksView implements vscode.Disposable {
  private readonly document: vscode.Uri;
  private readonly visible = new Gate('the view is visible');
  private readonly listener: vscode.Disposable;
  private loop: Promise<void> | undefined;

  /** @param changed Is fired when the text has changed. */
  constructor(
    private readonly services: Services,
    private readonly scheme: string,
    private readonly changed: vscode.EventEmitter<vscode.Uri>,
  ) {
    this.document = vscode.Uri.from({ scheme, path: '/QEMU Running Tasks' });
    this.listener = vscode.window.onDidChangeVisibleTextEditors((editors) => this.look(editors));
    this.look(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.listener.dispose();
  }

  async show(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.document);
    await vscode.window.showTextDocument(document, { preview: false });
    // What is shown may be what was true when it was last visible.
    this.changed.fire(this.document);
  }

  async text(): Promise<string> {
    const { tasks, registry } = this.services;
    // Looking makes other threads tell of themselves; a moment later their answers are in the tree.
    tasks.snapshot();
    await delay(ANSWER_MS, tasks.signal);
    return runningTasksText(tasks.snapshot(), registry.machines.length);
  }

  private look(editors: readonly vscode.TextEditor[]): void {
    if (editors.some(({ document }) => document.uri.scheme === this.scheme)) {
      this.visible.open();
      this.loop ??= this.services.tasks
        .group('running tasks view')
        .loop('refresh', (context) => this.refresh(context), this.visible);
    } else this.visible.close();
  }

  private async refresh(context: TaskContext): Promise<void> {
    this.changed.fire(this.document);
    await context.waitFor('the next refresh', delay(REFRESH_MS, context.signal));
  }
}
