import * as l10n from '@vscode/l10n';
import { defaultsOf, isArchitecture } from '../architectures';

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

/** How to get QEMU onto this computer. */
export function installHint(arch: string, platform: NodeJS.Platform = process.platform): string {
  const elsewhere = l10n.t(
    'If it is installed elsewhere, set "qemuPath" or the setting "qemu.installDirectory".',
  );
  return `${howToInstall(arch, platform)} ${elsewhere}`;
}

function howToInstall(arch: string, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return l10n.t('Install it with "brew install qemu".');
  if (platform === 'win32')
    return l10n.t('Install it with "winget install SoftwareFreedomConservancy.QEMU".');
  const name = isArchitecture(arch) ? defaultsOf(arch).package : 'qemu-system';
  return l10n.t(
    'Install it with your package manager (Debian, Ubuntu: "sudo apt install {0}"; Fedora: "sudo dnf install qemu"; Arch: "sudo pacman -S qemu-full").',
    name,
  );
}
