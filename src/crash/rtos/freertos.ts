import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';

/** What FreeRTOS’s demos print where `configASSERT` fails or a stack overflows; the hooks are each project’s own. */
export const freertosRecogniser = plainRecogniser({
  system: 'freertos',
  rules: [
    {
      triggers: ['ASSERT! Line ', 'vAssertCalled'],
      begins:
        /^(?:ASSERT! Line (\d{1,7}), file ([\w./\\:+-]{1,200}\.[ch])|vAssertCalled\(? ?"?([\w./\\:+-]{1,200}\.[ch])"?[,:] ?(\d{1,7}))/,
      name({ found }) {
        const file = found[2] ?? found[3] ?? '';
        return {
          title: `FreeRTOS: ASSERT in ${baseName(file)}`,
          type: 'DoS',
          file,
          line: Number(found[1] ?? found[4]),
        };
      },
    },
    {
      triggers: ['tack overflow in '],
      begins: /^(?:ERROR: |FreeRTOS: )?[Ss]tack overflow in (?:task )?["']?([\w -]{1,32}?)["']?[.!]?$/,
      name: ({ found }) => ({
        title: `FreeRTOS: stack overflow in ${found[1] ?? ''}`,
        type: 'DoS',
        tasks: [{ name: found[1] ?? '' }],
      }),
    },
    {
      triggers: ['alloc failed'],
      begins: /^(?:ERROR: |FreeRTOS: )?[Mm]alloc failed(?: hook)?!?$/,
      name: () => ({ title: 'FreeRTOS: malloc failed', type: 'DoS' }),
    },
  ],
  readFrame: () => undefined,
  parts: /^(?!)/,
  patience: 0,
});
