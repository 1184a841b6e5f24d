import { plainRecogniser } from '../plain/plainRecogniser';
import { titleOf } from '../text/title';

/** The fuzzer of kernels, when it fails itself: its console is that of the kernel under test. */
export const syzkallerRecogniser = plainRecogniser({
  system: 'syzkaller',
  rules: [
    {
      triggers: ['SYZFAIL: ', 'SYZFATAL: '],
      begins: /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?((SYZFAIL|SYZFATAL): .{1,300})/,
      name: ({ found }) => ({
        title: titleOf(found[1] ?? ''),
        altTitles: [found[2] ?? ''],
        type: 'SYZ_FAILURE',
      }),
    },
  ],
  readFrame: () => undefined,
  parts: { test: () => false },
  patience: 0,
});
