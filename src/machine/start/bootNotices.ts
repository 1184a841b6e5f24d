import * as l10n from '@vscode/l10n';
import type { BootRequest } from './bootRequest';

/** What a person should know of a machine that is about to start, a sentence each. */
export function bootNotices({ resolved, options }: Pick<BootRequest, 'resolved' | 'options'>): string[] {
  const { notices, gdb, startsPaused } = resolved.config;
  return [
    ...notices,
    ...(resolved.guess === undefined ? [] : [resolved.guess]),
    ...resolved.doubts,
    ...(options.gdbStub && gdb !== undefined ? [stubIsTaken(gdb)] : []),
    ...(startsPaused && options.holdAtReset === undefined ? [waitsForResume()] : []),
  ];
}

function stubIsTaken(gdb: string): string {
  return l10n.t(
    'args: -gdb {0} is left out: QEMU has one debugger stub, and this debug session uses it.',
    gdb,
  );
}

function waitsForResume(): string {
  return l10n.t('args: -S: the guest waits before its first instruction; "QEMU: Resume Machine" starts it.');
}
