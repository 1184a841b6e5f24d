import type * as vscode from 'vscode';

const KEY = 'qemu.recentImages';
const MOST = 5;

/** Image files that were launched from the file dialog in this workspace, the latest first. */
export class RecentLaunches {
  constructor(private readonly state: vscode.Memento) {}

  get paths(): readonly string[] {
    const kept: unknown = this.state.get(KEY);
    return Array.isArray(kept) ? kept.filter((path) => typeof path === 'string') : [];
  }

  async add(path: string): Promise<void> {
    const others = this.paths.filter((other) => other !== path);
    await this.state.update(KEY, [path, ...others].slice(0, MOST));
  }
}
