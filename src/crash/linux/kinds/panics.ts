import { blame } from '../blame';
import { blameStall } from '../stalls';
import type { LinuxKind, Naming } from '../kind';
import type { LinuxFacts } from '../facts';

const PANIC = /Kernel panic - not syncing: (.{0,400})/;

export const panicKinds: readonly LinuxKind[] = [
  {
    triggers: ['Kernel panic - not syncing'],
    begins: PANIC,
    follows: true,
    name: ({ found }, facts) => namePanic((found[1] ?? '').trim(), facts),
  },
  {
    triggers: ['unregister_netdevice: waiting for '],
    begins: /unregister_netdevice: waiting for \S{1,64} to become free/,
    repeats: true,
    brief: true,
    name: () => ({
      title: 'unregister_netdevice: waiting for DEV to become free',
      type: 'DoS',
      blame: 'none',
    }),
  },
  {
    triggers: ['VFS: Busy inodes after unmount'],
    begins: /VFS: Busy inodes after unmount/,
    brief: true,
    name: () => ({ title: 'VFS: Busy inodes after unmount (use-after-free)', type: 'DoS', blame: 'none' }),
  },
];

interface Wording {
  readonly words: RegExp;
  readonly title: string;
  readonly families?: readonly string[];
  /** The title names the function. */
  readonly blamed?: boolean;
  readonly missing?: string;
}

const WORDINGS: readonly Wording[] = [
  { words: /^Attempted to kill init!/, title: 'Attempted to kill init!' },
  { words: /^Attempted to kill the idle task!/, title: 'Attempted to kill the idle task!' },
  { words: /^stack-protector: Kernel stack is corrupted/, title: 'stack is corrupted', blamed: true },
  {
    words: /^corrupted stack end detected/,
    title: 'corrupted stack end',
    families: ['stack-overflow'],
    blamed: true,
  },
  { words: /^Fatal exception/, title: 'Fatal exception', missing: 'The exception itself is missing.' },
  {
    words: /^hung_task: blocked tasks/,
    title: 'hung_task: blocked tasks',
    missing: 'The tasks are missing.',
  },
  {
    words: /^(?:kernel: )?panic_on_warn set/,
    title: 'panic_on_warn set',
    missing: 'The warning itself is missing.',
  },
];

function namePanic(words: string, facts: LinuxFacts): Naming {
  const known = WORDINGS.find((wording) => wording.words.test(words));
  if (!known) return { title: `kernel panic: ${words}`, type: 'DoS', blame: 'none', plain: true };
  const { title, families, blamed, missing } = known;
  return {
    title: `kernel panic: ${title}`,
    type: 'DoS',
    ...(families ? { families } : {}),
    ...(missing === undefined ? {} : { missing }),
    // A stack overflows somewhere in a recursion, each time elsewhere: the operation is to blame.
    blame: !blamed
      ? 'none'
      : families
        ? (blameStall(facts) ?? blame(facts, ['call', 'header']))
        : blame(facts, ['call', 'header']),
  };
}
