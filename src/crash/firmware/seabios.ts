import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';

/** What SeaBIOS says when it finds its own state broken. */
export const seabiosRecogniser = plainRecogniser({
  system: 'seabios',
  rules: [
    {
      triggers: ['WARNING - internal error detected at '],
      begins: /^WARNING - internal error detected at ([\w./+-]{1,200}):(\d{1,7})!/,
      name: ({ found }) => ({
        title: `SeaBIOS: internal error in ${baseName(found[1] ?? '')}`,
        type: 'DoS',
        file: found[1] ?? '',
        line: Number(found[2]),
      }),
    },
  ],
  readFrame: () => undefined,
  parts: /^(?!)/,
  patience: 0,
});
