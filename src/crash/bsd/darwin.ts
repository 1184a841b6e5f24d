import type { PlainNaming, PlainSystem } from '../plain/plainSystem';
import { plainRecogniser } from '../plain/plainRecogniser';
import { readBsdFrame } from '../frames/bsdFrame';
import { titleOf } from '../text/title';
import { guiltyOf } from './skip';

const QUOTED = /^"(.{1,400}?)" ?@([^:]{1,300}):(\d{1,7})/;
const DARWIN: PlainSystem = {
  system: 'darwin',
  rules: [
    {
      triggers: ['panic(cpu '],
      begins: /panic\(cpu (\d{1,3}) caller 0x[0-9a-f]{8,16}\): (.{1,600})/,
      name({ found }, { frames }): PlainNaming {
        const words = found[2] ?? '';
        const quoted = QUOTED.exec(words);
        const guilty = guiltyOf(frames);
        const said = (quoted?.[1] ?? words.replace(/^"/, ''))
          .replace(/^Kernel trap at 0x[0-9a-f]{1,16}, type /, 'Kernel trap type ')
          .replace(/, registers:.*$/, '')
          .replace(/ \(\d{1,9} elements\)/, '');
        return {
          title: titleOf(`panic: ${said}`),
          type: 'DoS',
          tasks: [{ cpu: Number(found[1]) }],
          ...(guilty ? { guilty } : {}),
          ...(quoted?.[2] === undefined ? {} : { file: quoted[2], line: Number(quoted[3]) }),
        };
      },
    },
  ],
  readFrame: readBsdFrame,
  parts:
    /^(?:CR0:|R[A-Z0-9]{2}:|Fault CR2|Backtrace|Process name|Mac OS version|Kernel version|Kernel UUID|BSD process|System |Boot args|Kernel slide|last (?:un)?loaded kext|loaded kexts|$)/,
};

/** Panics of Darwin's kernel. */
export const darwinRecogniser = plainRecogniser(DARWIN);
