import * as vscode from 'vscode';

/** What answers modal warnings: under test the editor shows no dialogs, and rejects instead. `test/outside` has the real ones. */
export interface Dialogs {
  /** What was asked, with its details and buttons. */
  readonly asked: string[];
  /** The button to press; Escape if there is none. */
  choice: string | undefined;
  /** Leaves them to the editor again. */
  restore(): void;
}

/** The tests have the very object that the extension calls. */
export function answerDialogs(choice?: string): Dialogs {
  const { showWarningMessage } = vscode.window;
  const dialogs: Dialogs = {
    asked: [],
    choice,
    restore: () => void Object.assign(vscode.window, { showWarningMessage }),
  };
  const answer = (text: string, options: vscode.MessageOptions, ...buttons: string[]): Promise<unknown> => {
    dialogs.asked.push([text, options.detail, ...buttons].join('\n'));
    return Promise.resolve(buttons.find((button) => button === dialogs.choice));
  };
  Object.assign(vscode.window, { showWarningMessage: answer });
  return dialogs;
}
