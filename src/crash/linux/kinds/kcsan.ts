import { plainSymbol } from '../../text/symbol';
import type { LinuxKind } from '../kind';

export const kcsan: LinuxKind = {
  triggers: ['BUG: KCSAN: '],
  begins: /BUG: KCSAN: (data-race|assert: race) in (\S{1,200})(?: \/ (\S{1,200}))?/,
  name({ found }) {
    const [, race = '', first = '', second] = found;
    const one = plainSymbol(first);
    const functions = second === undefined ? one : `${one} / ${plainSymbol(second)}`;
    return { title: `KCSAN: ${race} in ${functions}`, type: 'KCSAN-DATARACE', blame: 'none' };
  },
};
