import type * as vscode from 'vscode';
import { CancelledError, ChildAbortController } from '../../concurrency/abort';

/**
 * Runs `work` with a signal that aborts when the editor's token is cancelled or `parent` aborts. The subscription
 * to the token ends with the work, since tokens may live long.
 */
export async function withToken<T>(
  token: vscode.CancellationToken | undefined,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new ChildAbortController(parent);
  const cancel = (): void => controller.abort(new CancelledError());
  if (token?.isCancellationRequested) cancel();
  const subscription = token?.onCancellationRequested(cancel);
  try {
    return await work(controller.signal);
  } finally {
    subscription?.dispose();
    controller.dispose();
  }
}
