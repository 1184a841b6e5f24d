import * as vscode from 'vscode';

const SCHEME = 'qemu-import';
/** Its name is what the tab shows; its end makes the editor colour it as JSON with comments. */
const NAME = 'QEMU Import.jsonc';

/** A read-only document beside the question what to do with it. */
export class Preview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private readonly uri = vscode.Uri.from({ scheme: SCHEME, path: `/${NAME}` });
  private text = '';

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(): string {
    return this.text;
  }

  async show(text: string): Promise<void> {
    this.text = text;
    this.changed.fire(this.uri);
    await vscode.window.showTextDocument(this.uri, { preview: true, preserveFocus: true });
  }

  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === SCHEME,
    );
    await vscode.window.tabGroups.close(own, true);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
