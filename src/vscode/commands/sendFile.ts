import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { SerialPort } from '../../serial/client';
import { withToken } from '../editor/cancellation';
import { pickPort } from './pickPort';
import type { Services } from '../services';
import { command } from '../editor/command';

/** Sent at a time, in bytes. Small enough for the progress to move and for cancelling to be felt. */
const PIECE = 4096;

/** "QEMU: Send File…": the bytes as they are, as fast as the guest takes them. Arguments: machine, port, path. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.sendFile', async (machineArgument, portArgument, pathArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (!picked) return;
    const path = typeof pathArgument === 'string' ? pathArgument : await choose();
    if (path === undefined) return;
    const { serial } = picked.port;
    const title = vscode.l10n.t('Sending {0} to {1}', basename(path), serial.name);
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) =>
        withToken(token, services.tasks.signal, (signal) => send(path, serial, progress, signal)),
    );
  });
}

async function choose(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Send') })) ?? [];
  return file?.fsPath;
}

async function send(
  path: string,
  serial: SerialPort,
  progress: vscode.Progress<{ message: string; increment: number }>,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = new Uint8Array(PIECE);
    for (let sent = 0; ;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, PIECE);
      if (bytesRead === 0) return;
      await serial.send(buffer.slice(0, bytesRead), signal);
      sent += bytesRead;
      progress.report({
        message: vscode.l10n.t('{0} of {1} bytes', sent, size),
        increment: size === 0 ? 0 : (100 * bytesRead) / size,
      });
    }
  } finally {
    await file.close();
  }
}
