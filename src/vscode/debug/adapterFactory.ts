import * as vscode from 'vscode';
import { validateDebug } from '../../config/debugValidate';
import type { Services } from '../services';
import { type AdapterModule, loadAdapter } from './adapterModule';
import { EditorDebugHost } from './debugHost';
import { WatchedAdapter } from './watchedAdapter';

/** Debug sessions of type `qemu`, in this process. */
export function register(services: Services): vscode.Disposable {
  return vscode.debug.registerDebugAdapterDescriptorFactory('qemu', new AdapterFactory(services));
}

class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  private module: AdapterModule | undefined;

  constructor(private readonly services: Services) {}

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    const { debugging, context } = this.services;
    const config = validateDebug(session.configuration, { translate: vscode.l10n.t });
    this.module ??= loadAdapter(context);
    const tasks = debugging.tasks.group(`debug ${session.name}`);
    const live = debugging.add(session);
    const host = new EditorDebugHost(this.services, live, tasks);
    const watched = new WatchedAdapter(await this.module.createSession(config, host), {
      log: host.log,
      ending: (keep) => {
        if (!keep) live.leaves();
      },
      disposed: () => {
        debugging.remove(live);
        tasks.closeSoon();
      },
    });
    return new vscode.DebugAdapterInlineImplementation(watched);
  }
}
