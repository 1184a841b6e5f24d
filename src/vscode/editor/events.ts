import * as vscode from 'vscode';
import type { Disposable, Event } from '../../concurrency/event';

/** One of our events as an editor's: it also takes `thisArgs`, and the list that the subscription is put into. */
export function toEditorEvent<T>(event: Event<T>): vscode.Event<T> {
  return (listener, thisArgs?: unknown, disposables?: Disposable[]) => {
    const subscription = vscode.Disposable.from(event((value) => void listener.call(thisArgs, value)));
    disposables?.push(subscription);
    return subscription;
  };
}
