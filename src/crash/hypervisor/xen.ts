import { readLinuxFrame } from '../frames/linuxFrame';
import { readProgramCounter } from '../frames/programCounter';
import type { ConsoleLine } from '../console/consoleLine';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { plainSymbol } from '../text/symbol';
import { titleOf } from '../text/title';

const PREFIX = /^\(XEN\) (?:\[[^\]]{1,40}\] )?/;
/** A frame is vouched for (R, F) or was found on the stack (S). */
const MARK = /^( {0,4}\[<[0-9a-f]{8,16}>\]) [RFS] /;
const HELPERS =
  /^(?:panic|show_\w+|dump_\w+|do_bug_frame|fatal_trap|do_page_fault|do_general_protection|do_trap|do_invalid_op|x86_64\/entry\.S#\w+|handle_exception\w*|reserved_bit_page_fault|bust_locks)$/;

function readFrame(line: ConsoleLine): CrashFrame | undefined {
  const text = line.text.replace(PREFIX, '');
  const bare = { ...line, text: text.replace(MARK, '$1 ') };
  return (
    readProgramCounter({ ...bare, text: text.replace(/^RIP: {1,6}e008:/, 'RIP: 0010:') }) ??
    readLinuxFrame(bare)
  );
}

function namePanic(facts: PlainFacts): PlainNaming {
  const at = facts.lines.findIndex(({ text }) => text.includes('Panic on CPU'));
  const words = (facts.lines[at + 1]?.text ?? '').replace(PREFIX, '').trim();
  const guilty = facts.frames.find(
    ({ symbol }) => symbol !== undefined && !HELPERS.test(plainSymbol(symbol)),
  );
  // Static functions are printed with their file: common/foo.c#bar.
  const name = guilty?.symbol === undefined ? undefined : plainSymbol(guilty.symbol).replace(/^.*#/, '');
  const title = titleOf(at === -1 ? 'crash' : words.replace(/[[\]]/g, ''));
  return {
    title: `Xen: ${name === undefined ? title : `${title} in ${name}`}`,
    type: 'DoS',
    ...(guilty ? { guilty, guiltyName: name ?? '' } : {}),
    ...(at === -1 ? { corrupted: 'The reason for the panic is missing.' } : {}),
  };
}

/** Panics of the Xen hypervisor. */
export const xenRecogniser = plainRecogniser({
  system: 'xen',
  rules: [
    {
      triggers: ['----[ Xen-'],
      // Xen prints the same dump when a person asks for it; only a panic follows a crash.
      begins: /\(XEN\) .{0,40}----\[ Xen-/,
      name: (_, facts) =>
        facts.lines.some(({ text }) => text.includes('Panic on CPU')) ? namePanic(facts) : undefined,
    },
    {
      triggers: ['Panic on CPU '],
      begins: /\(XEN\) .{0,40}Panic on CPU \d{1,4}:/,
      name: (_, facts) => namePanic(facts),
    },
  ],
  readFrame,
  parts: /^\(XEN\) /,
  joins: /\(XEN\) .{0,40}(?:Panic on CPU|----\[ Xen-)/,
  last: /Reboot in \w{1,8} seconds|Manual reset required/,
  patience: 8,
});
