import type { CrashRegister } from '../report';

/** `RAX: 0000000000000000`, `x29: ffff8000…`, `r10: 0000088d`, `EFLAGS: 00010246`, ` ra : ffffffff80014264`. */
const REGISTER =
  /(?:^|[ ,])([A-Za-z][A-Za-z0-9_]{0,7}) {0,2}[:=] {0,12}(?:0x)?([0-9a-fA-F]{8,16})(?![0-9a-zA-Z])/g;
const MOST = 16;

/** The registers in one line of a dump. */
export function readRegisters(text: string): readonly CrashRegister[] {
  const found: CrashRegister[] = [];
  for (const match of text.matchAll(REGISTER)) {
    if (found.length === MOST) break;
    found.push({ name: match[1] ?? '', value: match[2] ?? '' });
  }
  return found;
}
