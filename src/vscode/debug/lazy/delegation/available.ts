import * as vscode from 'vscode';
import { isObject } from '../../../../config/shape';
import { notice } from '../../../editor/notices';
import { delegateOf, EXTENSIONS } from './kinds';

/**
 * Whether the other extension's debugger that a configuration wants is there. If it is not, the person is told,
 * with a way to get it.
 */
export async function delegateAvailable(config: vscode.DebugConfiguration): Promise<boolean> {
  const kind = delegateOf({ debugger: config['debugger'] });
  if (config['noDebug'] === true || kind === undefined || kind === 'gdb-dap' || offers(kind)) return true;
  const id = EXTENSIONS[kind];
  const show = vscode.l10n.t('Show Extension');
  const chosen = await notice(
    'Error',
    vscode.l10n.t(
      '"debugger": "{0}" needs the extension {1}, which is not installed or not enabled. With "gdb" or "auto" none is needed.',
      kind,
      id,
    ),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('workbench.extensions.search', `@id:${id}`);
  return false;
}

/** Whether an enabled extension brings debuggers of this type. */
function offers(type: string): boolean {
  return vscode.extensions.all.some(({ packageJSON }) => {
    const manifest: unknown = packageJSON;
    const contributes = isObject(manifest) ? manifest['contributes'] : undefined;
    const debuggers = isObject(contributes) ? contributes['debuggers'] : undefined;
    return (
      Array.isArray(debuggers) && debuggers.some((one: unknown) => isObject(one) && one['type'] === type)
    );
  });
}
