import { blame } from '../blame';
import type { LinuxKind } from '../kind';

export const kmsan: LinuxKind = {
  triggers: ['BUG: KMSAN: '],
  begins:
    /BUG: KMSAN: (uninit-value|use-after-free|kernel-[a-z-]{0,20}infoleak[a-z-]{0,20})(?: in ([^+ ]{1,200})\+0x|$)/,
  name({ found }, facts) {
    const fault = found[1] ?? '';
    const guilty = blame(facts, ['header', 'call']);
    if (fault.includes('infoleak')) {
      return {
        title: `KMSAN: ${fault}`,
        families: ['bad-access'],
        altTitles: [],
        type: 'KMSAN-INFO-LEAK',
        blame: guilty,
      };
    }
    const type = fault === 'use-after-free' ? 'KMSAN-USE-AFTER-FREE-READ' : 'KMSAN-UNINIT-VALUE';
    return { title: `KMSAN: ${fault}`, families: ['bad-access'], type, blame: guilty };
  },
};
