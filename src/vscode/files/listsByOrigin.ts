/** What the editor says of a list in tasks.json or launch.json. */
export interface InspectedList {
  readonly workspaceFolderValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly globalValue?: unknown;
}

/** The entries of such a list, by whose file has them. */
export interface ListsByOrigin {
  /** A folder's own file, in its `.vscode`. */
  readonly folder: readonly unknown[];
  /** The workspace's own file, `.code-workspace`. */
  readonly workspace: readonly unknown[];
  /** The person's own settings. */
  readonly user: readonly unknown[];
}

/**
 * Tells apart in whose file entries are.
 * @param hasWorkspaceFile Of a window without one, the only folder's files are the workspace's for the editor.
 */
export function listsByOrigin(
  { workspaceFolderValue, workspaceValue, globalValue }: InspectedList,
  hasWorkspaceFile: boolean,
): ListsByOrigin {
  return {
    folder: list(workspaceFolderValue ?? (hasWorkspaceFile ? undefined : workspaceValue)),
    workspace: list(hasWorkspaceFile ? workspaceValue : undefined),
    user: list(globalValue),
  };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
