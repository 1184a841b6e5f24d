import { blame } from '../blame';
import { skipHelpers } from '../skip';
import type { LinuxKind } from '../kind';

/** Sleeping, or asking which processor this is, where neither is allowed. */
export const atomicKinds: readonly LinuxKind[] = [
  {
    triggers: ['BUG: sleeping function called from invalid context'],
    begins: /BUG: sleeping function called from invalid context/,
    name: (_, facts) => ({
      title: 'BUG: sleeping function called from invalid context',
      type: 'ATOMIC_SLEEP',
      // A lock that sleeps is what the report is about.
      blame: blame(facts, ['call'], (symbol) => symbol !== 'console_lock' && skipHelpers(symbol)),
    }),
  },
  {
    triggers: ['BUG: scheduling while atomic'],
    begins: /BUG: scheduling while atomic/,
    name: (_, facts) => ({
      title: 'BUG: scheduling while atomic',
      type: 'ATOMIC_SLEEP',
      blame: blame(facts, ['call', 'header']),
    }),
  },
  {
    triggers: ['in preemptible '],
    begins: /BUG: using (\w{1,60})\(\) in preemptible/,
    name: ({ found }, facts) => ({
      title: `BUG: using ${found[1] ?? ''}() in preemptible code`,
      type: 'LOCKDEP',
      blame: blame(facts, ['call', 'header']),
    }),
  },
  {
    triggers: ['BUG: workqueue leaked '],
    begins: /BUG: workqueue leaked (?:lock or atomic|atomic, lock or RCU)/,
    name: (_, facts) => ({
      title: 'BUG: workqueue leaked lock or atomic',
      type: '',
      blame: lastFunction(facts.lines) ?? blame(facts, ['call']),
    }),
  },
  {
    triggers: ['BUG: spinlock ', 'BUG: rwlock '],
    begins:
      /BUG: (spinlock (?:bad magic|already unlocked|recursion|lockup suspected|wrong owner|wrong CPU|lockup)|rwlock (?:bad magic|recursion|lockup|wrong owner|wrong CPU))/,
    name: ({ found }, facts) => ({
      title: `BUG: ${found[1] ?? ''}`,
      type: 'LOCKDEP',
      blame: blame(facts, ['call', 'header']),
    }),
  },
];

function lastFunction(lines: readonly { readonly text: string }[]): { readonly name: string } | undefined {
  for (const { text } of lines.slice(0, 4)) {
    const name = /last function: ([\w.]{1,128})/.exec(text)?.[1];
    if (name !== undefined) return { name };
  }
  return undefined;
}
