import { blame, type Blame } from '../blame';
import type { LinuxFacts } from '../facts';
import type { LinuxKind } from '../kind';
import { systemCall } from '../stalls';
import { skipHelpers } from '../skip';

/** Waiting for a grace period is one fault, whichever of its functions waits. */
const GRACE = /^_{0,2}(?:synchronize_s?rcu|wait_rcu_gp|rcu_sync)/;

export const hungKinds: readonly LinuxKind[] = [
  {
    triggers: ['blocked for more than', 'blocked in I/O wait for more than', "can't die for more than"],
    begins: /(?:INFO: task .{1,80}|^.{0,20}:\d{1,10}) (blocked|can't die)(?: in I\/O wait)? for more than \d/,
    repeats: true,
    everybody: true,
    name: ({ found }, facts) => ({
      title: found[1] === 'blocked' ? 'INFO: task hung' : "INFO: task can't die",
      families: ['hang'],
      type: 'HANG',
      blame: isForeign(facts)
        ? undefined
        : grouped(blame(facts, ['call'], (symbol) => !GRACE.test(symbol) && skipHelpers(symbol))),
    }),
  },
];

/** A task that sleeps is in the scheduler; a stack that prints itself is that of another report. */
function isForeign({ stacks }: LinuxFacts): boolean {
  const called = stacks.find(({ kind, frames }) => kind === 'call' && frames.length > 0);
  return (
    called?.frames
      .slice(0, 3)
      .some(({ symbol, doubtful }) => symbol === 'dump_stack' && doubtful !== true) === true
  );
}

function grouped(found: Blame | undefined): Blame | undefined {
  if (!found) return undefined;
  if (GRACE.test(found.name)) return { ...found, name: 'synchronize_rcu', aliases: [found.name] };
  return { ...found, ...systemCall(found.name) };
}
