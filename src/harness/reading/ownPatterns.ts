import * as l10n from '@vscode/l10n';
import type { OwnProtocol } from '../../config/steps/runSchema';
import { linePattern } from '../../serial/worker/search/linePattern';
import type { OwnPatterns } from '../protocols/own';

/**
 * A person's own patterns, each of which takes time in proportion to its line, whatever the guest prints.
 * @throws for one that no linear engine can do, with its field. Most of them were refused with the configuration.
 */
export function ownPatterns(protocol: OwnProtocol): OwnPatterns {
  const compiled = Object.entries(protocol).map(([field, source]) => {
    const matcher = linePattern(source);
    if (matcher) return [field, matcher] as const;
    throw new Error(
      l10n.t('tests.protocol.{0}: {1} cannot be searched in bounded time; write it simpler', field, source),
    );
  });
  return Object.fromEntries(compiled);
}
