import { blame, namedBlame } from '../blame';
import { plainSymbol, findSymbol } from '../../text/symbol';
import type { LinuxFacts } from '../facts';
import type { LinuxKind, Naming } from '../kind';
import type { Blame } from '../blame';

/** What lockdep says on the second line of its reports, between two rulers. */
const WORDS =
  /^(?:WARNING|INFO|\[ INFO|BUG|\[ BUG): (possible circular locking dependency detected|possible recursive locking detected|possible irq lock inversion dependency detected|[A-Z]{4,10}-safe -> [A-Z]{4,10}-unsafe lock order detected|[A-Za-z-]{4,16} -> [A-Za-z-]{4,16} lock order detected|inconsistent lock state|bad unlock balance detected!?|suspicious RCU usage|suspicious rcu_dereference_check\(\) usage|lock held when returning to user space|still has locks held|nested lock was not taken|held lock freed!?|bad contention detected!?|Invalid wait context|lock held at task exit time|trying to register non-static key)/;

export const lockdep: LinuxKind = {
  triggers: [
    'locking', 'lock order detected', 'inconsistent lock state', 'bad unlock balance', 'suspicious RCU usage',
    'lock held when returning', 'still has locks held', 'nested lock was not taken', 'held lock freed',
    'Invalid wait context', 'trying to register non-static key', 'irq lock inversion',
  ],
  begins: WORDS,
  name({ found, line }, facts): Naming {
    const words = found[1] ?? '';
    const named = DEADLOCKS.test(words) ? deadlock(facts) : other(words, line.text, facts);
    return named.blame === undefined ? { ...named, ...lostReport(line.text, words) } : named;
  },
};

const DEADLOCKS = /^possible (?:circular|recursive|irq)|lock order detected$/;

/** Only the headline is left: the title says so, and no class can be given. */
function lostReport(text: string, words: string): Partial<Naming> {
  if (text.startsWith('[')) return {};
  return { title: `WARNING: ${words.replace(/!$/, '')}`, type: 'WARNING', blame: 'none', missing: 'The stack is missing.' };
}

function deadlock(facts: LinuxFacts): Naming {
  const guilty = lockSite(facts, /is trying to acquire lock:/) ?? blame(facts, ['call']);
  return { title: 'possible deadlock', type: 'LOCKDEP', blame: guilty };
}

function other(words: string, text: string, facts: LinuxFacts): Naming {
  if (words === 'inconsistent lock state') return { title: words, type: 'LOCKDEP', blame: blame(facts, ['call']) };
  if (words.startsWith('trying to')) return { title: `INFO: ${words}`, type: '', blame: blame(facts, ['call', 'header']) };
  const level = /WARNING|INFO|BUG/.exec(text)?.[0] ?? 'WARNING';
  const title = `${level}: ${words.replace(/ detected!?$|!$/, '')}`;
  const site = SITED.test(words) ? lockSite(facts, /is trying to release lock|is freeing memory/) : undefined;
  return { title, type: level === 'INFO' ? '' : 'LOCKDEP', blame: site ?? blame(facts, ['call']) ?? heldAt(words, facts) };
}

const SITED = /^bad unlock|^held lock freed/;

/** A task that returns to its program with a lock has no stack to show: the lock's own place is all there is. */
function heldAt(words: string, facts: LinuxFacts): Blame | undefined {
  return /returning|still has/.test(words) ? lockSite(facts, /locks? held by |is leaving the kernel/) : undefined;
}

/** The function `at:` which a lock was taken or let go, in the line after the one that says so. */
function lockSite({ lines }: LinuxFacts, heading: RegExp): Blame | undefined {
  const index = lines.findIndex(({ text }) => heading.test(text));
  if (index === -1) return undefined;
  for (const { text } of lines.slice(index, index + 4)) {
    const at = text.indexOf('at:');
    const place = at === -1 ? (/^ {0,2}\[</.test(text) ? findSymbol(text) : undefined) : findSymbol(text, at);
    if (place) return namedBlame(plainSymbol(place.symbol));
  }
  return undefined;
}
