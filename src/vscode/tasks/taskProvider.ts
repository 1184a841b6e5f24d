import * as vscode from 'vscode';
import { nameOf } from '../../config/names';
import { localPath } from '../editor/localFolders';
import { TASKS_JSON } from '../files/editorFiles';
import { listsOf, uriIn } from '../files/writtenLists';
import { findImages } from '../launch/imageFinder';
import { machineTask, TASK_TYPE } from '../launch/machineTask';
import { sampleDefinition, sampleTitle } from '../launch/sampleGuest';
import { type TaskList, unknownFields } from '../launch/writtenTask';
import type { Services } from '../services';

/** Tasks of type `qemu`: those that people write, the sample guest, and one for each image in the workspace. */
export function register(services: Services): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TASK_TYPE, new MachineTasks(services));
}

type Scope = NonNullable<vscode.Task['scope']>;

class MachineTasks implements vscode.TaskProvider {
  constructor(private readonly services: Services) {}

  async provideTasks(token: vscode.CancellationToken): Promise<vscode.Task[]> {
    const images = await findImages(token);
    return [
      this.task(sampleTitle(), sampleDefinition(), vscode.TaskScope.Workspace),
      ...images.map(({ title, definition, folder }) => this.task(title, definition, folder)),
    ];
  }

  /** For an entry of tasks.json. The definition has to be the same object: the editor compares. */
  resolveTask({ definition, name, scope }: vscode.Task): vscode.Task {
    return this.task(name, definition, scope ?? vscode.TaskScope.Workspace);
  }

  /** @param label Empty for an entry without one. */
  private task(label: string, definition: vscode.TaskDefinition, scope: Scope): vscode.Task {
    const name = label.trim() === '' ? nameOf(definition) : label;
    const folder = typeof scope === 'object' ? scope : undefined;
    const execution = this.services.launcher.execution({
      name,
      folder,
      complete: (substituted) => {
        const { written, file } = unknownFields({ name: label, definition }, listsFor(folder));
        return { written: { ...substituted, ...written }, file };
      },
    });
    return machineTask(name, { definition, scope }, execution);
  }
}

/** Where tasks are written, the nearest first: to a task of the workspace's own file, that is this file. */
function listsFor(folder: vscode.WorkspaceFolder | undefined): TaskList[] {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const root = folder ?? workspaceFolders[0];
  const written = listsOf(TASKS_JSON, root);
  const own = { entries: written.folder, file: root && localPath(uriIn(root, TASKS_JSON)) };
  const shared = { entries: written.workspace, file: workspaceFile && localPath(workspaceFile) };
  return [...(folder ? [own, shared] : [shared, own]), { entries: written.user }];
}
