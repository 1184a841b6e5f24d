import * as vscode from 'vscode';
import type { Services } from '../services';
import type { Candidate } from './candidates';
import { sampleDebugConfiguration } from './debugSample';
import { ConfigurationResolver } from './resolveConfiguration';
import { findCandidates } from './workspaceFiles';

/** As many as a new launch.json gets; all of them are in the drop-down of "Run and Debug". */
const MOST_INITIAL = 5;

/** For a folder where nothing is built yet. */
const TEMPLATE: Candidate = {
  type: 'qemu',
  request: 'launch',
  name: 'QEMU: kernel',
  kernel: '${workspaceFolder}/build/kernel.elf',
};

/** launch.json: what is offered for it, what is filled in, what is wrong with it. */
export function register(services: Services): vscode.Disposable {
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  const provide = (
    kind: vscode.DebugConfigurationProviderTriggerKind,
    choose: (found: Candidate[]) => vscode.DebugConfiguration[],
  ): vscode.Disposable =>
    vscode.debug.registerDebugConfigurationProvider(
      'qemu',
      {
        provideDebugConfigurations: async (folder, token) =>
          choose(folder ? await findCandidates(folder, token) : []),
      },
      kind,
    );
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider('qemu', new ConfigurationResolver(services)),
    provide(Initial, (found) => (found.length > 0 ? found.slice(0, MOST_INITIAL) : [TEMPLATE])),
    provide(Dynamic, (found) => [...found, sampleDebugConfiguration()]),
  );
}
