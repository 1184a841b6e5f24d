import * as vscode from 'vscode';
import { isObject } from '../../../config/shape';
import { runOfEntry } from '../../../config/writtenRun';
import type { TestProtocol } from '../../../config/steps/runSchema';
import { RUN_FILES, type RunFile, type TestConfiguration } from './testConfiguration';
import { tasksBefore } from './wantedTask';

type Entry = Readonly<Record<string, unknown>>;

/** The configurations of tasks.json and launch.json that have tests, of all folders and of the workspace's own file. */
export function findConfigurations(): TestConfiguration[] {
  const { workspaceFolders: folders = [], workspaceFile } = vscode.workspace;
  const found = new Map<string, TestConfiguration>();
  for (const file of RUN_FILES) {
    for (const folder of folders)
      for (const one of ofFolder(folder, file, folders.length > 1)) found.set(one.id, one);
    for (const one of ofWorkspace(workspaceFile, folders[0], file)) found.set(one.id, one);
  }
  return [...found.values()];
}

function ofFolder(
  folder: vscode.WorkspaceFolder,
  file: RunFile,
  isOneOfSeveral: boolean,
): TestConfiguration[] {
  const written = inspect(file, folder);
  // In a window of one folder, its files are the workspace's.
  const entries = isOneOfSeveral
    ? written?.workspaceFolderValue
    : (written?.workspaceFolderValue ?? written?.workspaceValue);
  const description = isOneOfSeveral ? `${folder.name}, ${file.file}` : file.file;
  const uri = vscode.Uri.joinPath(folder.uri, '.vscode', file.file);
  return list(entries).map((entry) => configurationOf(entry, file, { folder, uri, description }));
}

function ofWorkspace(
  uri: vscode.Uri | undefined,
  folder: vscode.WorkspaceFolder | undefined,
  file: RunFile,
): TestConfiguration[] {
  if (!uri) return [];
  const description = vscode.workspace.asRelativePath(uri);
  return list(inspect(file, undefined)?.workspaceValue).map((entry) =>
    configurationOf(entry, file, { folder, uri, description }),
  );
}

function inspect({ section, list: name }: RunFile, folder: vscode.WorkspaceFolder | undefined) {
  return vscode.workspace.getConfiguration(section, folder).inspect<unknown>(name);
}

const list = (entries: unknown): Entry[] =>
  Array.isArray(entries)
    ? entries.filter((one): one is Entry => isObject(one) && one['type'] === 'qemu' && isObject(one['tests']))
    : [];

function configurationOf(
  entry: Entry,
  { list: name, file }: RunFile,
  place: Required<Pick<TestConfiguration, 'uri' | 'description'>> & Pick<TestConfiguration, 'folder'>,
): TestConfiguration {
  const run = runOfEntry(entry, name);
  return {
    ...place,
    ...run,
    id: JSON.stringify([place.uri.toString(), file, run.name]),
    protocol: protocolOf(run.written),
    before: tasksBefore(entry),
    ...(name === 'configurations' && { launch: entry }),
  };
}

/** Wrong ones are told when they are run. */
function protocolOf(written: Entry): TestProtocol | undefined {
  const { tests } = written;
  return isObject(tests) ? (tests['protocol'] as TestProtocol | undefined) : undefined;
}
