import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Gate } from '../../../concurrency/gate';
import { delay } from '../../../concurrency/timeout';
import { prepareConfiguration } from '../../launch/launchConfiguration';
import type { TestConfiguration } from '../found/testConfiguration';

/** A build writes for a while: its image is new when it has not changed for this long, in milliseconds. */
const SETTLED_MS = 500;

/** Resolves when an image of one of these has been rewritten. @throws `signal.reason` on abort. */
export async function untilNewImage(
  configurations: readonly TestConfiguration[],
  signal: AbortSignal,
): Promise<void> {
  const files = [...new Set(configurations.flatMap(imagesOf))];
  const changed = new Gate('an image has changed');
  const watchers = files.map((file) => watch(file, () => changed.open()));
  try {
    await changed.wait(signal);
    for (let [before, now] = ['', await look(files)]; now !== before || now === '';) {
      await delay(SETTLED_MS, signal);
      [before, now] = [now, await look(files)];
    }
  } finally {
    for (const watcher of watchers) watcher.dispose();
  }
}

/** What is wrong in a configuration is told when it runs. */
function imagesOf({ written, folder }: TestConfiguration): string[] {
  try {
    const { kernel, initrd, bios } = prepareConfiguration(written, folder).config;
    return [kernel, initrd, bios].filter((file) => file !== undefined);
  } catch {
    return [];
  }
}

function watch(file: string, changed: () => void): vscode.Disposable {
  const folder = vscode.Uri.file(dirname(file));
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, basename(file)),
  );
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  return watcher;
}

/** Sizes and times of all of them; empty while one is missing. */
async function look(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return stats.some((one) => !one) ? '' : stats.map((one) => `${one?.size} ${one?.mtimeMs}`).join();
}
