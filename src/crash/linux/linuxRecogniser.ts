import type { ConsoleLine } from '../console/consoleLine';
import type { Gathering, Recogniser } from '../recogniser';
import type { Opening } from '../opening';
import type { LinuxKind } from './kind';
import { LINUX_KINDS } from './kinds';
import { LinuxGathering } from './linuxGathering';

/** Crashes of the Linux kernel, on any architecture. */
export const linuxRecogniser: Recogniser = {
  system: 'linux',
  triggers: [...new Set(LINUX_KINDS.flatMap((kind) => kind.triggers))],
  begin(line, before): Gathering | undefined {
    const begun = kindOf(line, before);
    return begun && new LinuxGathering(begun.kind, begun.opening, kindAt);
  },
};

/** The kind of report that begins with `line`. */
function kindOf(
  line: ConsoleLine,
  before: readonly ConsoleLine[],
): { kind: LinuxKind; opening: Opening } | undefined {
  for (const kind of LINUX_KINDS) {
    const found = kind.begins.exec(line.text);
    if (found) return { kind, opening: { line, found, before } };
  }
  return undefined;
}

function kindAt(line: ConsoleLine): LinuxKind | undefined {
  return LINUX_KINDS.find((kind) => kind.begins.test(line.text));
}
