import { blame } from '../blame';
import type { LinuxKind } from '../kind';

const MEMORY = /^(?:array-index-out-of-bounds|object-size-mismatch|misaligned-access|null-ptr-deref)$/;

export const ubsan: LinuxKind = {
  triggers: ['UBSAN: '],
  begins: /UBSAN: (Undefined behaviour|[a-z-]{4,40}) in ([\w./+-]{1,256}):(\d{1,7}):/,
  name({ found }, facts) {
    const guilty = blame(facts, ['call', 'header']);
    const fault = found[1] === 'Undefined behaviour' ? 'undefined-behaviour' : (found[1] ?? '');
    if (!MEMORY.test(fault)) return { title: `UBSAN: ${fault}`, type: 'UBSAN', blame: guilty };
    return { title: `UBSAN: ${fault}`, families: ['bad-access'], type: 'MEMORY_SAFETY_UBSAN', blame: guilty };
  },
};
