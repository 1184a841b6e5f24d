import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';

/** The line above the registers that says what they tell about the last fault. */
export function faultRow(text: string): Dap.Variable {
  return {
    name: l10n.t('Last fault'),
    value: text,
    variablesReference: 0,
    presentationHint: { attributes: ['readOnly'] },
  };
}
