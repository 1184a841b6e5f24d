import * as vscode from 'vscode';
import { withoutKaslr } from '../../../../config/debug/withoutKaslr';
import { PASSED_UNSEEN } from '../../../../debug/main';
import { showError } from '../../../editor/errors';
import { currentSettings } from '../../../editor/settings';
import { notice } from '../../../editor/notices';
import { changeField, entryNamed } from '../../../files/changeEntry';
import { LAUNCH_JSON } from '../../../files/editorFiles';
import type { Services } from '../../../services';
import { resolvedIn, withoutResolved } from '../../../sessions/resolvedIn';
import { testsMark } from '../../../sessions/testSession';

interface Button extends vscode.MessageItem {
  readonly save: boolean;
}

/**
 * A Linux kernel was found only after it had passed code that has breakpoints. Without KASLR there is nothing to find:
 * one click starts it again like that.
 */
export function offerWithoutKaslr(services: Services): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event }) => {
    if (session.type !== 'qemu' || event !== PASSED_UNSEEN) return;
    offer(session).catch((error: unknown) => showError(error, services.log));
  });
}

async function offer(session: vscode.DebugSession): Promise<void> {
  const said = vscode.l10n.t(
    'The kernel moved itself (KASLR) and may have passed breakpoints in its early code before it was found. With "nokaslr" it stays where its symbols say.',
  );
  const { configuration, workspaceFolder } = session;
  const resolved = resolvedIn(configuration);
  // A machine that others have started is theirs to start again.
  if (resolved.request === 'attach') {
    await notice('Warning', said);
    return;
  }
  const defaults = currentSettings(workspaceFolder).defaults.machine;
  // A session of the Test Explorer may come from tasks.json, and an entry of its name be about something else.
  const isWritten = workspaceFolder && testsMark(configuration) === undefined;
  const written = isWritten && (await entryNamed(workspaceFolder, LAUNCH_JSON, configuration.name));
  const restart: Button = { title: vscode.l10n.t('Restart with nokaslr'), save: false };
  const always: Button = { title: vscode.l10n.t('Restart and Save in launch.json'), save: true };
  const chosen = await notice('Warning', said, restart, ...(written ? [always] : []));
  if (!chosen) return;
  const change = withoutKaslr(configuration, defaults);
  if (chosen.save && written) {
    const toSave = withoutKaslr(written, defaults);
    if (toSave) await changeField(workspaceFolder, LAUNCH_JSON, { name: configuration.name, ...toSave });
  }
  await vscode.debug.stopDebugging(session);
  await vscode.debug.startDebugging(workspaceFolder, {
    ...withoutResolved(configuration),
    ...(change && { [change.field]: change.value }),
  });
}
