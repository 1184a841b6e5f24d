import type * as vscode from 'vscode';

/** Where tests were last seen to fail. */
export type KnownPlaces = WeakMap<vscode.TestItem, vscode.Location>;
