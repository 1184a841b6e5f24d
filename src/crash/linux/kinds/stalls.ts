import { blameStall } from '../stalls';
import type { LinuxKind } from '../kind';

/** Processors that do not come out of a loop, as three watchdogs tell it. */
export const stallKinds: readonly LinuxKind[] = [
  {
    triggers: ['detected stall', 'detected expedited stall', 'self-detected stall', 'detected stalls'],
    begins: /INFO: rcu_\w{1,20}(?: detected)?(?: expedited| self-detected| detected)? stalls?/,
    everybody: true,
    name: (_, facts) => ({
      title: 'INFO: rcu detected stall',
      families: ['stall'],
      type: 'HANG',
      blame: blameStall(facts),
    }),
  },
  {
    triggers: ['BUG: soft lockup'],
    begins: /BUG: soft lockup - CPU#\d/,
    everybody: true,
    name: (_, facts) => ({
      title: 'BUG: soft lockup',
      families: ['stall'],
      type: 'HANG',
      blame: blameStall(facts),
    }),
  },
  {
    triggers: ['Watchdog detected hard LOCKUP', 'watchdog: CPU'],
    begins: /Watchdog detected hard LOCKUP on cpu/,
    everybody: true,
    name: (_, facts) => ({
      title: 'BUG: hard lockup',
      families: ['stall'],
      type: 'HANG',
      blame: blameStall(facts),
    }),
  },
  {
    triggers: ['BUG: workqueue lockup'],
    begins: /BUG: workqueue lockup/,
    name: () => ({ title: 'BUG: workqueue lockup', type: '', blame: 'none' }),
  },
];
