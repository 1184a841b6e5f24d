import type { LinuxKind } from '../kind';

/** Trusty, a secure world that prints through Linux. */
export const trusty: LinuxKind = {
  triggers: ['trusty: panic'],
  begins: /trusty: panic \(caller (.{0,400})/,
  absorbs: /WARNING: .{1,80}trusty/,
  name: ({ found }, { lines }) => {
    const rest = (found[1] ?? '').replace(/^\[ *[\d.]+\] trusty: /, '');
    const words = /^0x[0-9a-f]{1,16}\): (.{1,400})/.exec(rest)?.[1] ?? rest;
    const assertion = /^(?:DEBUG )?ASSERT FAILED(?: at \([^)]{1,300}\))?:(.{0,400})/.exec(words);
    if (!assertion) return { title: `trusty: panic: ${words}`, type: 'DoS', blame: 'none', plain: true };
    const expression = (assertion[1] ?? '').trim();
    return {
      title: `trusty: ASSERT FAILED: ${expression}`,
      type: 'DoS',
      blame: 'none',
      plain: true,
      ...(expression === '' || lines.length < 2
        ? { missing: 'Another line breaks off the expression.' }
        : {}),
    };
  },
};
