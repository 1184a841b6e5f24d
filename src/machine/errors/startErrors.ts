import * as l10n from '@vscode/l10n';
import type { Missing } from '../install/missing';

/** A machine could not be started. The message says what happened, in QEMU's own words if it said any. */
export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    message: string,
    /** What to do about it; empty if nothing certain can be said. */
    readonly hint: string,
    /** Everything that QEMU wrote to stderr. */
    readonly stderr = '',
    /** Program and arguments; empty when it did not get that far. */
    readonly commandLine: readonly string[] = [],
    /** The program that could not be found, if that is why. */
    readonly missing?: Missing,
  ) {
    super(message);
  }
}

/** What helps if the computer is the cause and not the configuration; else an empty string. */
export function systemHint(words: string): string {
  if (
    /\b(?:EMFILE|ENFILE|EAGAIN|ENOMEM)\b|ERR_WORKER_(?:INIT_FAILED|OUT_OF_MEMORY)|Too many open files/.test(
      words,
    )
  )
    return l10n.t('Close programs or windows that you do not need, and try again.');
  if (/\b(?:ENOSPC|EDQUOT)\b|No space left on device/.test(words))
    return l10n.t('The disk is full. Free some space, or set TMPDIR to a directory on another disk.');
  return '';
}

/** Why a start failed, as a start error. A hint about the configuration is wrong if the computer is the cause. */
export function asStartError(error: unknown): StartError {
  if (!(error instanceof StartError)) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return new StartError(message, systemHint(`${code} ${message}`));
  }
  const hint = systemHint(error.message);
  return hint === '' ? error : new StartError(error.message, hint, error.stderr, error.commandLine);
}

/** How to get QEMU onto this computer, where nothing is known about it. `install/installCommand.ts` knows more. */
export function installHint(): string {
  return l10n.t(
    'Install it with your package manager, or from {0}. If it is installed elsewhere, set "qemuPath" or the setting "qemu.installDirectory".',
    'https://www.qemu.org/download',
  );
}
