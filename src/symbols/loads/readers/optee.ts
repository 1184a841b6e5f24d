import { HEX, hexNumber, type LoadReader } from '../load';

const CORE = new RegExp(`TEE load address @ ${HEX}`);
/** ` [0] 8aaaf200-2450-11e4-abe2-0002a5d5c51b @ 0x4002e000`: the list of ELF files in the dump of a user mode abort. */
const USER = new RegExp(
  `\\[\\d{1,3}\\] ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) @ ${HEX}`,
);
const BANNER = /OP-TEE version: /;

/** OP-TEE, which may move itself (CFG_CORE_ASLR), and the trusted applications that it loads anywhere. */
export const optee = (): LoadReader => ({
  triggers: ['TEE load address', ' @ 0x', 'OP-TEE version: '],
  read: (line) => {
    if (BANNER.test(line)) return { event: 'forget', kinds: ['optee', 'optee-ta'] };
    const core = CORE.exec(line);
    if (core)
      return {
        event: 'loaded',
        loads: [{ kind: 'optee', name: 'tee', where: { base: hexNumber(core[1]) } }],
      };
    const [, name, address] = USER.exec(line) ?? [];
    if (name === undefined) return undefined;
    return { event: 'loaded', loads: [{ kind: 'optee-ta', name, where: { slide: hexNumber(address) } }] };
  },
});
