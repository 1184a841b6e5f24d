import * as vscode from 'vscode';
import { findImages } from '../launch/imageFinder';
import { machineTask, TASK_TYPE } from '../launch/machineTask';
import { sampleDefinition, sampleTitle } from '../launch/sampleGuest';
import type { Services } from '../services';

/** Tasks of type `qemu`: those that people write, the sample guest, and one for each image in the workspace. */
export function register(services: Services): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TASK_TYPE, new MachineTasks(services));
}

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

  private task(
    title: string,
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope.Global | vscode.TaskScope.Workspace,
  ): vscode.Task {
    const folder = typeof scope === 'object' ? { folder: scope } : {};
    const execution = this.services.launcher.execution(title, folder);
    return machineTask(title, { definition, scope }, execution);
  }
}
