import { hexNumber, type Load, type LoadReader } from '../load';

/** `ext4 983040 1 crc16,mbcache, Live 0xffffffffc0a00000 (E)`: /proc/modules, as somebody has printed it. */
const LISTED =
  /^([\w-]{1,64}) (\d{1,12}) -?\d{1,9} \S{1,4096} (?:Live|Loading) 0x([0-9a-f]{8,16})(?: \([A-Z+-]{1,16}\))?$/;
const LINKED_IN = 'Modules linked in:';
/** `ext4(OE+)`, `crc16`. */
const NAME = /^([\w-]{1,64})(?:\([A-Z+-]{1,16}\))?$/;
/** Modules in one line; distributions load some two hundred. */
const MOST_MODULES = 1024;

/** Linux's modules: with their addresses from /proc/modules, by their names from a crash. */
export const linuxModules = (): LoadReader => ({
  triggers: [' Live 0x', ' Loading 0x', LINKED_IN],
  read: (line) => {
    const loads = listed(line) ?? linkedIn(line);
    return loads && { event: 'loaded', loads };
  },
});

function listed(line: string): readonly Load[] | undefined {
  const [, name, size, digits] = LISTED.exec(line) ?? [];
  const start = hexNumber(digits);
  // Who may not see addresses (kptr_restrict) sees zeros.
  if (name === undefined || size === undefined || start === 0n) return undefined;
  const range = { start, size: BigInt(size) };
  return [{ kind: 'linux-module', name, where: { text: start }, range }];
}

function linkedIn(line: string): readonly Load[] | undefined {
  const at = line.indexOf(LINKED_IN);
  if (at < 0) return undefined;
  const words = line
    .slice(at + LINKED_IN.length)
    .split(' ', MOST_MODULES)
    .filter(Boolean);
  // `[last unloaded: …]` follows the names.
  const end = words.findIndex((word) => !NAME.test(word));
  const names = (end < 0 ? words : words.slice(0, end)).flatMap((word) => NAME.exec(word)?.[1] ?? []);
  return names.map((name) => ({ kind: 'linux-module', name }));
}
