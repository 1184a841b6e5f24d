import * as vscode from 'vscode';
import { onAbort } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { LogMerger } from '../../log/merger';
import { LogWriter } from '../../log/logWriter';

/** The one log: everything that QEMU, GDB and this extension say, in time order. */
export interface Log extends Disposable {
  readonly channel: vscode.LogOutputChannel;
  /** Speaks as the extension's main thread; derive the others from it. */
  readonly log: Logger;
}

/**
 * Opens the log channel "QEMU". What is still held back when the group ends is written then, and what is said
 * after that at once: the last words of a machine that ends with the window are in the log's file, too.
 *
 * Disposing writes what is held back and leaves the channel open, since VS Code disposes what it was given before
 * `deactivate()` is through. The channel ends with the extension host.
 */
export function openLog(tasks: TaskGroup): Log {
  const channel = vscode.window.createOutputChannel('QEMU', { log: true });
  const group = tasks.group('log');
  const writer = new LogWriter(channel, group, (lines, perSecond) =>
    vscode.l10n.t(
      '… {0} lines skipped: more than {1} came in a second. Choose fewer log items or a higher log level to see all.',
      lines,
      perSecond,
    ),
  );
  const merger = new LogMerger((record) => writer.write(record), group);
  const flush = (): void => {
    merger.flush();
    writer.flush();
  };
  const log = new Logger(merger.sink, 'extension');
  // A failure is told by the loop's owner; here, that it is over.
  tasks.onDidChangeLoop(({ loop, running }) => log.as(loop).trace(running ? 'begins' : 'ends'));
  onAbort(group.signal, flush);
  return {
    channel,
    log,
    dispose: flush,
  };
}
