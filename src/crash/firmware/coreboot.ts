import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';

/** Exceptions and assertions of coreboot. */
export const corebootRecogniser = plainRecogniser({
  system: 'coreboot',
  rules: [
    {
      triggers: ['Unexpected Exception: '],
      begins:
        /^(?:\[[A-Z]{3,8}\] {1,4})?Unexpected Exception: (\d{1,3}) @ [0-9a-f]{2}:([0-9a-f]{8,16}) - Halting/,
      name: ({ found, line: { text, start, end } }) => ({
        title: `coreboot: exception ${found[1] ?? ''}`,
        type: 'DoS',
        frames: [{ raw: text, start, end, address: found[2] ?? '', exact: true }],
      }),
    },
    {
      triggers: ['ASSERTION ERROR: file '],
      begins: /^(?:\[[A-Z]{3,8}\] {1,4})?ASSERTION ERROR: file '([\w./+-]{1,200})', line (\d{1,7})/,
      name: ({ found }) => ({
        title: `coreboot: ASSERTION ERROR in ${baseName(found[1] ?? '')}`,
        type: 'DoS',
        file: found[1] ?? '',
        line: Number(found[2]),
      }),
    },
  ],
  readFrame: () => undefined,
  parts: /^(?:\[[A-Z]{3,8}\] {1,4})?(?:Code: |e[a-d]x: |e[sd]i: |r[a-d]x: |r\d{1,2}: |0x[0-9a-f]{8,16}: )/,
  patience: 2,
});
