import { hexNumber, type LoadReader } from '../load';

/**
 * `sh[72]: segfault at 0 ip 000055d0c0a01139 sp … error 4 in busybox[55d0c0a01000+1000]`: the mapping that holds the
 * instruction. Linux 6.6 puts the place in the file first: `busybox[1139,55d0c0a01000+1000]`.
 */
const MAPPED = / in ([\w.+-]{1,128})\[(?:[0-9a-f]{1,16},)?([0-9a-f]{5,16})\+([0-9a-f]{1,12})\]/;

/** Programs under Linux, which are linked to be moved (PIE), when one of them faults. */
export const linuxProcess = (): LoadReader => ({
  triggers: [' ip ', ' ip:'],
  read: (line) => {
    const [, name, start, size] = MAPPED.exec(line) ?? [];
    if (name === undefined) return undefined;
    const range = { start: hexNumber(start), size: hexNumber(size) };
    return { event: 'loaded', loads: [{ kind: 'linux-process', name, where: { code: range.start }, range }] };
  },
});
