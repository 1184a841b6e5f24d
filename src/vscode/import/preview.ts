import * as vscode from 'vscode';

const SCHEME = 'qemu-import';
/** Its name is what the tab shows; its end makes the editor colour it as JSON with comments. */
const NAME = 'QEMU Import.jsonc';

/** A read-only document beside the question what to do with it. */
export class Preview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private shown = 0;
  private text = '';

  provideTextDocumentContent(): string {
    return this.text;
  }

  /** A document of its own each time: the editor keeps what it has shown under a name for a while. */
  async show(text: string): Promise<void> {
    await this.close();
    this.text = text;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${++this.shown}/${NAME}` });
    await vscode.window.showTextDocument(uri, { preview: true, preserveFocus: true });
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
  }
}
