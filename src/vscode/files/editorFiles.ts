import type { RunList } from '../../config/writtenRun';

/** A file of the editor's that holds a list, in `.vscode`. */
export interface EditorFile {
  readonly name: 'launch.json' | 'tasks.json';
  /** What settings call it. */
  readonly section: 'launch' | 'tasks';
  readonly list: RunList;
  /** What a new one begins with. */
  readonly version: string;
}

export const LAUNCH_JSON: EditorFile = {
  name: 'launch.json',
  section: 'launch',
  list: 'configurations',
  version: '0.2.0',
};
export const TASKS_JSON: EditorFile = {
  name: 'tasks.json',
  section: 'tasks',
  list: 'tasks',
  version: '2.0.0',
};
export const EDITOR_FILES: readonly EditorFile[] = [TASKS_JSON, LAUNCH_JSON];
