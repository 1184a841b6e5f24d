import type * as vscode from 'vscode';
import type { TestProtocol } from '../../../config/steps/runSchema';
import type { WantedTask } from './wantedTask';

/** A configuration with tests, as it is written. */
export interface TestConfiguration {
  /** The same as long as it keeps its name and its place. */
  readonly id: string;
  readonly name: string;
  /** Behind its name: what tells two of the same name apart. */
  readonly description?: string;
  /** Whose settings hold for it, and where its relative paths start. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** The folder whose file has it, and whose tasks come before it; undefined for the workspace's own file. */
  readonly owner: vscode.WorkspaceFolder | undefined;
  /** The file that it is in, and where in it; none for the sample. */
  readonly uri?: vscode.Uri;
  readonly range?: vscode.Range;
  /** What it says about the run and its machine. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly protocol: TestProtocol | undefined;
  /** The whole entry of launch.json, for a debugger. */
  readonly launch?: Readonly<Record<string, unknown>>;
  /** The tasks that come before it. */
  readonly before: readonly WantedTask[];
}
