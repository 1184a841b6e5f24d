import { blame, namedBlame } from '../blame';
import { findSymbol } from '../../text/symbol';
import type { LinuxFacts } from '../facts';
import type { Skip } from '../skip';
import type { LinuxKind, Naming } from '../kind';
import type { Blame } from '../blame';

/** What lockdep says on the second line of its reports, between two rulers. */
const WORDS =
  /^(?:WARNING|INFO|\[ INFO|BUG|\[ BUG): (?:\S{1,64} )?(possible circular locking dependency detected|possible recursive locking detected|possible irq lock inversion dependency detected|[A-Z]{4,10}-safe -> [A-Z]{4,10}-unsafe lock order detected|[A-Za-z-]{4,16} -> [A-Za-z-]{4,16} lock order detected|inconsistent lock state|bad unlock balance detected!?|suspicious RCU usage|suspicious rcu_dereference_check\(\) usage|lock held when returning to user space|still has locks held|[Nn]ested lock was not taken|held lock freed!?|bad contention detected!?|Invalid wait context|lock held at task exit time|trying to register non-static key)/;

export const lockdep: LinuxKind = {
  triggers: [
    'locking',
    'lock order detected',
    'inconsistent lock state',
    'bad unlock balance',
    'suspicious RCU usage',
    'lock held when returning',
    'still has locks held',
    'ested lock was not taken',
    'held lock freed',
    'Invalid wait context',
    'trying to register non-static key',
    'irq lock inversion',
  ],
  begins: WORDS,
  name({ found, line }, facts): Naming {
    const words = (found[1] ?? '').replace('Nested', 'nested');
    if (startsElsewhere(facts)) return { ...other(words, line.text, facts), ...lostReport(line.text, words) };
    const named = DEADLOCKS.test(words) ? deadlock(words, facts) : other(words, line.text, facts);
    if (named.blame !== undefined && !hasStack(facts) && !STACKLESS.test(words))
      return { ...named, missing: 'The stack is missing.' };
    return named.blame === undefined ? { ...named, ...lostReport(line.text, words) } : named;
  },
};

const DEADLOCKS = /^possible (?:circular|recursive|irq)|lock order detected$/;

/** Reports that name a lock and end. */
const STACKLESS = /returning to user|ested lock/;

function hasStack({ stacks }: LinuxFacts): boolean {
  return stacks.some(({ kind, frames }) => kind === 'call' && frames.length > 0);
}

function interrupted(facts: LinuxFacts): LinuxFacts {
  return {
    ...facts,
    stacks: facts.stacks.filter(
      ({ heading }) => heading && /which became .{1,20}irq-safe/.test(heading.text),
    ),
  };
}

/** The first stack has nothing of lockdep in it: it is that of another report, whose lines are mixed with these. */
function startsElsewhere({ stacks }: LinuxFacts): boolean {
  const called = stacks.find(({ kind, frames }) => kind === 'call' && frames.length > 0);
  return (
    called?.frames.some(({ symbol, doubtful }) => doubtful !== true && OTHER_DUMPS.test(symbol ?? '')) ===
    true
  );
}

/** Functions that print a stack for reasons that are no crash. */
const OTHER_DUMPS = /^(?:should_fail|fail_dump|warn_alloc|dump_header)/;

/** Only the headline is left: the title says so, and no class can be given. */
function lostReport(text: string, words: string): Partial<Naming> {
  if (text.startsWith('[')) return {};
  return {
    title: `WARNING: ${words.replace(/!$/, '')}`,
    type: 'WARNING',
    blame: 'none',
    missing: 'The stack is missing.',
  };
}

function deadlock(words: string, facts: LinuxFacts): Naming {
  // Two orders of interrupts and locks: the report is known by the lock that interrupts take.
  if (words.endsWith('order detected')) {
    return {
      title: 'possible deadlock',
      type: 'LOCKDEP',
      blame:
        blame(interrupted(facts), ['all']) ??
        blame(facts, ['call']) ??
        lockSite(facts, /is trying to acquire/, () => false),
    };
  }
  const acquires = /is trying to acquire/;
  const guilty =
    lockSite(facts, acquires) ??
    lockSite(facts, /task is already holding/) ??
    blame(facts, ['call', 'all']) ??
    lockSite(facts, acquires, () => false);
  return { title: 'possible deadlock', type: 'LOCKDEP', blame: guilty };
}

function other(words: string, text: string, facts: LinuxFacts): Naming {
  if (words === 'inconsistent lock state')
    return {
      title: words,
      type: 'LOCKDEP',
      blame: blame(facts, ['call']) ?? lockSite(facts, /takes:$/, () => false),
    };
  if (words.startsWith('trying to'))
    return { title: `INFO: ${words}`, type: '', blame: blame(facts, ['call', 'header']) };
  const level = /WARNING|INFO|BUG/.exec(text)?.[0] ?? 'WARNING';
  const title = `${level}: ${words.replace(/ detected!?$|!$/, '')}`;
  const site = SITED.test(words) ? lockSite(facts, /is trying to release lock|is freeing memory/) : undefined;
  return {
    title,
    type: level === 'INFO' ? '' : 'LOCKDEP',
    blame: site ?? heldAt(words, facts) ?? blame(facts, ['call']),
  };
}

const SITED = /^bad unlock|^held lock freed/;

/** A task that returns to its program with a lock has no stack to show: the lock's own place is all there is. */
function heldAt(words: string, facts: LinuxFacts): Blame | undefined {
  return /returning|still has|ested lock/.test(words)
    ? lockSite(facts, /locks? held by |is trying to lock/)
    : undefined;
}

/** The function `at:` which a lock was taken or let go, in the line after the one that says so. */
function lockSite({ lines }: LinuxFacts, heading: RegExp, skip?: Skip): Blame | undefined {
  const index = lines.findIndex(({ text }) => heading.test(text));
  if (index === -1) return undefined;
  for (const { text } of lines.slice(index, index + 4)) {
    const at = text.indexOf('at:');
    const place = at === -1 ? (/^ {0,2}\[</.test(text) ? findSymbol(text) : undefined) : findSymbol(text, at);
    if (place) return namedBlame(place.symbol, skip);
  }
  return undefined;
}
