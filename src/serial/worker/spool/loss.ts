import * as l10n from '@vscode/l10n';

/** Bytes that could not be kept, because the disk is full or a quota used up. */
export interface Loss {
  /** The stream's offset behind which they are missing. */
  readonly at: number;
  readonly lostBytes: number;
  /** The system's words when it begins; undefined when it is over. */
  readonly reason: string | undefined;
}

/** What a person is told of it. @param name The port's. */
export function lossText({ at, lostBytes, reason }: Loss, name: string): string {
  return reason === undefined
    ? l10n.t('{0} bytes of the output of "{1}" are missing after byte {2}.', lostBytes, name, at)
    : l10n.t('Output of "{0}" is being lost after byte {1}: {2}', name, at, reason);
}
