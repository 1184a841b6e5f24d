import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';

/** What GDB says about a command that it will not take while the guest runs; the first is about one thread. */
export const IS_RUNNING = /(?:selected thread|target) is running/i;

/** GDB must not be asked for this while the guest runs. */
export class GuestRunsError extends Error {
  constructor() {
    super(l10n.t('The guest is running. Pause it to see its instructions.'));
  }
}

/** What the editor asks by itself for its views, after each stop. */
const VIEWS = new Set([
  'threads',
  'stackTrace',
  'scopes',
  'variables',
  'disassemble',
  'readMemory',
  'exceptionInfo',
]);

/** Whether the editor had asked for a view when the guest was let go on: nobody waits for that answer any more. */
export const isOvertaken = (command: string, error: unknown): boolean =>
  VIEWS.has(command) && (error instanceof GuestRunsError || IS_RUNNING.test(messageOf(error)));
