import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ChildAbortController } from '../../../concurrency/abort';
import type { Machine } from '../../../machine/machine';
import { withFile } from '../../../serial/transfers/fileToSend';
import type { Transfer } from '../../../serial/transfers/transfer';
import { noticeWhile, type Report } from '../../editor/notices';
import type { Services } from '../../services';
import { pickTarget } from '../target';
import { fileWays, type FileWay } from './fileWays';

/**
 * "QEMU: Send File…". Further arguments: `path`, and `way`, the id of a {@link FileWay}; a file that an argument names
 * goes as it is if none is given.
 */
export async function sendFile(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'path', 'way');
  if (!target) return;
  const { machine, port, given } = target;
  const path = typeof given.path === 'string' ? given.path : await chooseFile();
  if (path === undefined) return;
  const way = given.way === undefined && given.path === undefined ? await chooseWay() : named(given.way);
  const transfer = await way?.prepare(port);
  if (!transfer) return;
  const title = vscode.l10n.t('Sending {0} to {1}', basename(path), port.name);
  await noticeWhile(title, services.tasks.signal, (outer, report) =>
    untilEnd(machine, outer, (signal) => run(path, transfer, port.serial, report, signal)),
  );
}

async function chooseFile(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Send') })) ?? [];
  return file?.fsPath;
}

async function chooseWay(): Promise<FileWay | undefined> {
  return await vscode.window.showQuickPick(fileWays(), {
    title: vscode.l10n.t('Send File'),
    placeHolder: vscode.l10n.t('Select how the guest takes it'),
    matchOnDetail: true,
  });
}

function named(id: unknown = 'raw'): FileWay {
  const ways = fileWays();
  const way = ways.find((each) => each.id === id);
  if (way) return way;
  const known = ways.map((each) => each.id).join(', ');
  throw new Error(vscode.l10n.t('A file cannot be sent by {0}. There are: {1}.', JSON.stringify(id), known));
}

/** A guest that has gone answers no more: without this, a protocol would wait for it. */
async function untilEnd(
  machine: Machine,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new ChildAbortController(outer);
  void machine.exit.then(({ summary }) => controller.abort(new Error(summary)));
  try {
    await work(controller.signal);
  } finally {
    controller.dispose();
  }
}

async function run(
  path: string,
  transfer: Transfer,
  serial: Parameters<Transfer>[0],
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  await withFile(path, async (file) => {
    let before = 0;
    const progress = (sent: number): void => {
      const increment = file.size === 0 ? 0 : (100 * (sent - before)) / file.size;
      before = sent;
      report(vscode.l10n.t('{0} of {1} bytes', sent, file.size), increment);
    };
    await transfer(serial, file, { signal, progress });
  });
}
