import * as vscode from 'vscode';

export const TASK_TYPE = 'qemu';
const SOURCE = 'QEMU';
/** Tells when the machine is ready; its patterns are in `src/config/manifest/contributions.ts`. */
const READY_MATCHER = '$qemu-ready';

export interface Presentation {
  /** Whether the terminal comes to the front; it does unless told. */
  readonly reveal?: boolean;
  /** Whether it takes what is typed at once; it does not unless told. */
  readonly focus?: boolean;
}

/**
 * A task that runs a machine. It is a background task that the matcher watches, so that `dependsOn` and
 * `preLaunchTask` go on when the machine is ready and not when it has ended.
 */
export function machineTask(
  title: string,
  about: Presentation & {
    readonly folder?: vscode.WorkspaceFolder;
    readonly definition?: vscode.TaskDefinition;
    readonly scope?: vscode.WorkspaceFolder | vscode.TaskScope.Global | vscode.TaskScope.Workspace;
  },
  execution: vscode.CustomExecution,
): vscode.Task {
  const definition = about.definition ?? { type: TASK_TYPE, name: title };
  const scope =
    about.scope ?? about.folder ?? vscode.workspace.workspaceFolders?.[0] ?? vscode.TaskScope.Workspace;
  const task = new vscode.Task(definition, scope, title, SOURCE, execution, READY_MATCHER);
  task.isBackground = true;
  task.presentationOptions = {
    reveal: about.reveal === false ? vscode.TaskRevealKind.Never : vscode.TaskRevealKind.Always,
    focus: about.focus ?? false,
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    // Says that a key closes the terminal, which the editor does in any case.
    showReuseMessage: true,
    clear: false,
  };
  return task;
}
