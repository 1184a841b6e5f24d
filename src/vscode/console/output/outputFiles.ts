import * as vscode from 'vscode';

export const SCHEME = 'qemu-serial';

/** What a document shows now. */
export interface ShownText {
  readonly bytes: Uint8Array;
  /** Grows with each change. */
  readonly version: number;
}

/** The editor's way to our documents: files that nobody can write. The editor takes over what differs, and no more. */
export class OutputFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  constructor(private readonly find: (uri: vscode.Uri) => ShownText | undefined) {}

  tell(uri: vscode.Uri): void {
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, version } = this.mustFind(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: version, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.mustFind(uri).bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private mustFind(uri: vscode.Uri): ShownText {
    const shown = this.find(uri);
    if (!shown) throw vscode.FileSystemError.FileNotFound(uri);
    return shown;
  }
}
