import { blame, namedBlame } from '../blame';
import type { LinuxKind } from '../kind';

const ACCESS = /^(out-of-bounds|use-after-free|invalid) (read|write)$/;

export const kfence: LinuxKind = {
  triggers: ['BUG: KFENCE: '],
  begins:
    /BUG: KFENCE: (memory corruption|invalid free|(?:out-of-bounds|use-after-free|invalid) (?:read|write))(?: in ([^+ ]{1,200})\+0x)?/,
  name({ found }, facts) {
    const fault = found[1] ?? '';
    const guilty = blame(facts, ['header', 'call']) ?? namedBlame(found[2]);
    const [, what, way = ''] = ACCESS.exec(fault) ?? [];
    if (what === undefined) {
      const type = `KFENCE-${fault.toUpperCase().replace(' ', '-')}`;
      return { title: `KFENCE: ${fault}`, type, blame: guilty };
    }
    const type = `KFENCE-${what === 'use-after-free' ? 'USE-AFTER-FREE-' : ''}${way.toUpperCase()}`;
    return { title: `KFENCE: ${fault}`, families: ['bad-access'], type, blame: guilty };
  },
};
