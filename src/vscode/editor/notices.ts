import * as vscode from 'vscode';
import { withToken } from './cancellation';
import { noticeText } from './noticeText';

type Kind = 'Error' | 'Warning' | 'Information';

/** Shows a notification; no other way may be used, see {@link noticeText}. @returns the button that is pressed. */
export function notice<T extends string | vscode.MessageItem>(
  kind: Kind,
  text: string,
  ...buttons: readonly T[]
): Promise<T | undefined> {
  const show = vscode.window[`show${kind}Message`] as Show<T>;
  return Promise.resolve(show(noticeText(text), ...buttons));
}

/** Asks in a dialog, which has no links, and room for `detail`. @returns whether `button` is pressed. */
export async function askModally(kind: Kind, text: string, detail: string, button: string): Promise<boolean> {
  const chosen = await vscode.window[`show${kind}Message`](noticeText(text), { modal: true, detail }, button);
  return chosen === button;
}

/** Shows a notification with a button to cancel while `work` lasts. */
export async function noticeWhile<T>(
  title: string,
  parent: AbortSignal,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const options = {
    // eslint-disable-next-line no-restricted-syntax -- everybody else comes here
    location: vscode.ProgressLocation.Notification,
    title: noticeText(title),
    cancellable: true,
  };
  return await vscode.window.withProgress(options, (progress, token) =>
    withToken(token, parent, (signal) =>
      work(signal, (message, increment) =>
        progress.report({ message: noticeText(message), ...(increment !== undefined && { increment }) }),
      ),
    ),
  );
}

/** @param increment In percent. */
export type Report = (message: string, increment?: number) => void;

type Show<T> = (text: string, ...buttons: readonly T[]) => Thenable<T | undefined>;
