import * as vscode from 'vscode';
import type { ResolvedDebug } from '../../../../config/debug/resolveDebug';
import { createSession } from '../../../../debug/main';
import type { Services } from '../../../services';
import { EditorDebugHost } from './debugHost';
import { childDescriptor } from '../delegation/childSession';
import { DelegateAdapter } from '../delegation/delegateAdapter';
import { delegateOf } from '../delegation/kinds';
import { ExternalTerminals } from './externalTerminals';
import { crashedCpuIn } from '../../../sessions/crashedCpuIn';
import { resolvedIn } from '../../../sessions/resolvedIn';
import { type InnerAdapter, WatchedAdapter } from './watchedAdapter';

/** Debug sessions of type `qemu`, in this process. */
export class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  private readonly externalTerminals: ExternalTerminals;

  constructor(private readonly services: Services) {
    this.externalTerminals = new ExternalTerminals(services.tasks);
  }

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    return (
      childDescriptor(session.configuration) ??
      new vscode.DebugAdapterInlineImplementation(await this.watched(session))
    );
  }

  /** An adapter whose every task, thread and process is in a group that ends with it. */
  private async watched(session: vscode.DebugSession): Promise<vscode.DebugAdapter> {
    const { debugging } = this.services;
    const config = resolvedIn(session.configuration);
    const tasks = debugging.tasks.group(`debug ${session.name}`);
    const live = debugging.add(session);
    const disposed = (): void => {
      debugging.remove(live);
      tasks.closeSoon();
    };
    try {
      const host = new EditorDebugHost(this.services, live, tasks, this.externalTerminals);
      const inner = await this.inner(session, config, host);
      const ending = (keep: boolean): void => (keep ? undefined : live.leaves());
      const firstCpu = crashedCpuIn(session.configuration);
      return new WatchedAdapter(inner, { log: host.log, firstCpu, ending, disposed });
    } catch (error) {
      disposed();
      throw error;
    }
  }

  private async inner(
    session: vscode.DebugSession,
    config: ResolvedDebug,
    host: EditorDebugHost,
  ): Promise<InnerAdapter> {
    const kind = delegateOf(config);
    const noDebug = session.configuration['noDebug'] === true;
    return kind === undefined || noDebug
      ? await createSession(config, host, { noDebug })
      : new DelegateAdapter(kind, { config, session, host });
  }
}
