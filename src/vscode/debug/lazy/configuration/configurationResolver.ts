import * as vscode from 'vscode';
import { messageOf } from '../../../../concurrency/messageOf';
import { showError } from '../../../editor/errors';
import { askModally } from '../../../editor/notices';
import type { Services } from '../../../services';
import { withTarget } from './attachTarget';
import { checkConfiguration } from './checkConfiguration';
import { delegateAvailable } from '../delegation/available';
import { isChildConfiguration } from '../delegation/childSession';
import { proposeConfiguration } from './proposeConfiguration';

/** Completes what is written, and refuses what is wrong before anything is started. */
export class ConfigurationResolver implements vscode.DebugConfigurationProvider {
  constructor(private readonly services: Services) {}

  /** Before variables are substituted. @returns undefined to give up without a word: the person has been told. */
  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    written: vscode.DebugConfiguration,
    token?: vscode.CancellationToken,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (isChildConfiguration(written)) return written;
    try {
      const config = await this.complete(folder, inOurWords(written), token);
      // The panel shows the serial terminal; the Debug Console is one click away.
      return config && { internalConsoleOptions: 'neverOpen', ...config };
    } catch (error) {
      void showError(error, this.services.log);
      return undefined;
    }
  }

  /** With variables substituted, after `preLaunchTask`. @returns null to open launch.json. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    config: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined | null> {
    if (isChildConfiguration(config)) return config;
    try {
      const checked = await checkConfiguration(config, folder);
      return (await delegateAvailable(checked)) ? checked : undefined;
    } catch (error) {
      return (await this.offersLaunchJson(config.name, error)) ? null : undefined;
    }
  }

  private async complete(
    folder: vscode.WorkspaceFolder | undefined,
    written: vscode.DebugConfiguration,
    token?: vscode.CancellationToken,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const { request } = written as Partial<vscode.DebugConfiguration>;
    const said = Object.keys(written).filter((key) => !EMPTY_FIELDS.has(key) && !key.startsWith('__'));
    if (request === undefined && said.length === 0) {
      const proposed = await proposeConfiguration(this.services, folder, token);
      return proposed && { ...written, ...proposed };
    }
    if (request === 'attach' && !ATTACH_FIELDS.some((field) => written[field] !== undefined))
      return await withTarget(this.services, written);
    const { type, name = 'QEMU' } = written as Partial<vscode.DebugConfiguration>;
    return { ...written, type: type ?? 'qemu', request: request ?? 'launch', name };
  }

  private async offersLaunchJson(name: string, error: unknown): Promise<boolean> {
    const message = messageOf(error);
    this.services.log.error(`launch.json, "${name}": ${message}`);
    const open = vscode.l10n.t('Open launch.json');
    try {
      return await askModally(
        'Error',
        vscode.l10n.t('The configuration "{0}" is not valid.', name),
        message,
        open,
      );
    } catch {
      // VS Code under test shows no dialog and rejects; the log has it.
      return false;
    }
  }
}

/** "Step Into" and its like start a session, too, with a field that the editor adds under a name of its own. */
function inOurWords(written: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const { stopOnEntry, ...config } = written as vscode.DebugConfiguration & { stopOnEntry?: unknown };
  if (stopOnEntry === undefined || config.request === 'attach') return config;
  return { ...config, stopAtEntry: stopOnEntry };
}

/** What the editor fills in by itself if there is no launch.json. */
const EMPTY_FIELDS = new Set(['type', 'name', 'request', 'noDebug', 'internalConsoleOptions', 'stopAtEntry']);

/** Any of these says what to attach to. */
const ATTACH_FIELDS = ['machine', 'qmp', 'gdbStub', 'serial'];
