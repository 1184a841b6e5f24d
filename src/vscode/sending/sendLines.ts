import * as vscode from 'vscode';
import { escapeIcons } from '../editor/escapedText';
import { showError } from '../editor/errors';
import type { Services } from '../services';
import { LINE_ENDS, pickTarget, type Target } from './target';

interface LineItem extends vscode.QuickPickItem {
  readonly line: string;
}

/** Lines that are remembered. Only as long as the window lives: among them may be passwords. */
const MOST_LINES = 100;

/**
 * "QEMU: Send Lines…": a line that is edited before it is sent, as often as the person likes, with the earlier ones below
 * it. For guests without an echo or with a poor line editor. A list of the editor's, since a line at the edge of the
 * terminal would have to share the screen with the guest.
 */
export class LineSender {
  /** Newest first, of all ports. */
  private history: readonly string[] = [];

  constructor(private readonly services: Services) {}

  async send(args: readonly unknown[]): Promise<void> {
    const target = await pickTarget(this.services, args);
    if (target) await this.edit(target);
  }

  /** Resolves when the person has closed the list, or the machine has ended. */
  private async edit({ machine, port }: Target<never>): Promise<void> {
    const { serial, config } = port;
    const list = vscode.window.createQuickPick<LineItem>();
    list.title = vscode.l10n.t('Send Lines to {0}', serial.name);
    list.placeholder = vscode.l10n.t('Enter sends the line and stays here; Escape closes');
    list.ignoreFocusOut = true;
    const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit the Selected Line') };
    list.buttons = [edit];
    const update = (): void => void (list.items = this.items(list.value));
    list.onDidChangeValue(update);
    list.onDidTriggerButton(() => {
      list.value = list.activeItems[0]?.line ?? list.value;
      update();
    });
    list.onDidAccept(() => {
      const line = list.activeItems[0]?.line ?? list.value;
      this.keep(line);
      list.value = '';
      update();
      void this.services.tasks.run('send a line', async ({ signal }) => {
        await serial
          .send(line + LINE_ENDS[config.newline], signal)
          .catch((error: unknown) => showError(error, this.services.log));
      });
    });
    update();
    void machine.exit.then(() => list.hide());
    await new Promise<void>((resolve) => {
      list.onDidHide(resolve);
      list.show();
    });
    list.dispose();
  }

  /** What was typed comes first, so that Enter means it. */
  private items(typed: string): LineItem[] {
    const earlier = this.history.filter((line) => line !== typed);
    return [
      {
        label: escapeIcons(typed),
        description: typed === '' ? vscode.l10n.t('an empty line') : '',
        line: typed,
        alwaysShow: true,
      },
      ...earlier.map((line) => ({ label: `$(history) ${escapeIcons(line)}`, line })),
    ];
  }

  private keep(line: string): void {
    if (line.trim() === '') return;
    this.history = [line, ...this.history.filter((each) => each !== line)].slice(0, MOST_LINES);
  }
}
