import { readBareFrame } from '../frames/bareFrame';
import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';

/** Panics, exceptions and assertions of Trusted Firmware-A. */
export const trustedFirmwareRecogniser = plainRecogniser({
  system: 'tfa',
  rules: [
    {
      triggers: ['PANIC in EL3', 'PANIC at PC', 'Unhandled Exception in EL3', 'Unhandled Exception from EL'],
      begins: /^(PANIC in EL3|PANIC at PC|Unhandled (?:External )?(?:Exception|Abort) (?:in EL3|from EL\d))/,
      name: ({ found }) => ({ title: `TF-A: ${(found[1] ?? '').replace(/ at PC$/, '')}`, type: 'DoS' }),
    },
    {
      triggers: ['ASSERT: '],
      begins: /^ASSERT: (?:File )?([\w./+-]{1,200}\.[chS])(?::| Line )(\d{1,7})/i,
      name: ({ found }) => ({
        title: `TF-A: ASSERT in ${baseName(found[1] ?? '')}`,
        type: 'DoS',
        file: found[1] ?? '',
        line: Number(found[2]),
      }),
    },
  ],
  readFrame: readBareFrame,
  parts: /^(?:BACKTRACE: |[a-z][a-z0-9_]{1,14} {1,14}= 0x|\d{1,3}: EL3: )/,
  joins: /^PANIC at PC|^ASSERT: /,
  last: /^BACKTRACE: END/,
  patience: 3,
});
