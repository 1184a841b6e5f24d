import * as l10n from '@vscode/l10n';

/** What a processor tried to do with memory when it faulted. */
export interface Access {
  readonly kind: 'read' | 'write' | 'execute';
  /** Whether in user mode; absent when the registers do not say. */
  readonly user?: boolean;
}

/** An address as people write it: hexadecimal, with `0x`. */
export function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}

/** `A write to 0x10 in kernel mode`: the beginning of a sentence. */
function accessWords({ kind, user }: Access, address: string): string {
  switch (kind) {
    case 'read':
      if (user === undefined) return l10n.t('A read of {0}', address);
      return user
        ? l10n.t('A read of {0} in user mode', address)
        : l10n.t('A read of {0} in kernel mode', address);
    case 'write':
      if (user === undefined) return l10n.t('A write to {0}', address);
      return user
        ? l10n.t('A write to {0} in user mode', address)
        : l10n.t('A write to {0} in kernel mode', address);
    case 'execute':
      if (user === undefined) return l10n.t('Execution at {0}', address);
      return user
        ? l10n.t('Execution at {0} in user mode', address)
        : l10n.t('Execution at {0} in kernel mode', address);
  }
}

/** A sentence on an access that failed. @param why A clause, without a full stop. */
export function accessFailed(access: Access, address: string, why: string): string {
  return l10n.t('{0} failed: {1}.', accessWords(access, address), why);
}
