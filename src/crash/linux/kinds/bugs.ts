import { blame, type Blame } from '../blame';
import type { LinuxFacts } from '../facts';
import type { ConsoleLine } from '../../console/consoleLine';
import type { LinuxKind, Naming } from '../kind';

const LIST = /list_(?:add|del)(?:_entry)?(?:_valid)? corruption|lib\/list_debug\.c/;

const USERCOPY =
  /usercopy: Kernel memory (?:exposure|overwrite) attempt detected|kernel BUG at mm\/usercopy\.c/;

/** What the kernel says before it stops at a BUG(), within the few lines that belong to it. */
function reason(before: readonly ConsoleLine[], line: ConsoleLine): string {
  return [...before.slice(-3), line].map(({ text }) => text).join('\n');
}

export const bugKinds: readonly LinuxKind[] = [
  {
    triggers: ['kernel BUG at '],
    begins: /kernel BUG at ([^\s:!]{1,256}):(\d{1,7})!/,
    name: ({ line, before }, facts) => bug(reason(before, line), facts),
  },
  {
    triggers: ['panicked at '],
    absorbs: /kernel BUG at rust\/helpers/,
    begins: /^rust_kernel: panicked at ([^\s:]{1,256}):(\d{1,7}):\d{1,5}:/,
    name: ({ line }, facts) => ({
      title:
        facts.lines[facts.lines.findIndex((at) => at.start === line.start) + 1]?.text.trim() ??
        'rust_kernel: panicked',
      type: '',
      blame: blame(facts, ['programCounter', 'call', 'header']),
    }),
  },
  {
    triggers: ['BUG: memory leak'],
    begins: /BUG: memory leak/,
    name: (_, facts) => ({ title: 'memory leak', type: 'LEAK', blame: leaked(facts) }),
  },
  {
    triggers: ['BUG: Bad page state', 'BUG: Bad page map', 'BUG: Bad rss-counter'],
    begins: /BUG: (Bad page state|Bad page map|Bad rss-counter state)/,
    name: ({ found }, facts) => ({ title: `BUG: ${found[1] ?? ''}`, type: '', blame: pageUser(facts) }),
  },
  {
    triggers: ['still in use'],
    absorbs: /WARNING: .{1,60} at fs\/dcache\.c/,
    begins: /BUG: Dentry \S{1,80} ?\{?.{0,120}still in use \(\d{1,12}\) (\[[^\]]{1,80}\])/,
    name: ({ found }, facts) => ({
      title: 'BUG: Dentry still in use',
      altTitles: [`BUG: Dentry still in use ${found[1] ?? ''}`],
      type: '',
      blame: { name: 'unmount' },
      ...(facts.stacks.some(({ kind, frames }) => kind === 'call' && frames.length > 0)
        ? {}
        : { missing: 'The stack is missing.' }),
    }),
  },
  {
    triggers: [
      ' age=',
      'Poison overwritten',
      'Redzone overwritten',
      'Object already free',
      'Objects remaining',
    ],
    begins: /INFO: ((?:Allocated|Freed) in \S{1,200} age=\d.{0,80})$/,
    follows: true,
    name: ({ line }) => ({
      title: line.text.trim(),
      type: '',
      blame: 'none',
      plain: true,
      missing: 'Only a part of a report about a slab is left.',
    }),
  },
  {
    triggers: [
      'Poison overwritten',
      'Redzone overwritten',
      'Object already free',
      'Objects remaining in',
      'Padding overwritten',
      'Freepointer corrupt',
      'Wrong object count',
    ],
    begins: /BUG (\S{1,64}) \((?:Not tainted|Tainted)[^)]{0,40}\): (.{1,80})/,
    name: ({ found }, facts) => ({
      title: `BUG ${found[1] ?? ''}: ${found[2] ?? ''}`,
      type: 'MEMORY_SAFETY_BUG',
      blame: blame(facts, ['call']) ?? 'none',
    }),
  },
];

function bug(text: string, facts: LinuxFacts): Naming {
  const guilty = blame(facts, ['programCounter', 'call', 'header']);
  if (LIST.test(text)) {
    return {
      title: 'BUG: corrupted list',
      families: ['bad-access'],
      type: 'MEMORY_SAFETY_BUG',
      blame: guilty,
    };
  }
  if (USERCOPY.test(text))
    return { title: 'BUG: bad usercopy', type: 'MEMORY_SAFETY_BUG', blame: blame(facts, ['call']) };
  return { title: 'kernel BUG', type: 'BUG', blame: guilty };
}

/** Leaked memory is its owner's: the first function of the stack that does not only allocate. */
function leaked(facts: LinuxFacts): Blame | undefined {
  return blame(facts, ['all'], (symbol) => ALLOCATES.test(symbol));
}

const ALLOCATES =
  /^_{0,4}(?:kmem_cache_|kmalloc|kzalloc|kmemdup|kstrdup|kstrndup|kmemleak|slab_|vmalloc|vzalloc|alloc_|get_zeroed|radix_tree_|xas_|xa_|idr_|kvmalloc|krealloc|mempool_|skb_clone|build_skb|pskb_|kasan_|strndup|memdup|percpu|pcpu_|debug_objects_)|_alloc$|^bpf_map_alloc|^bpf_map_area/;

/** A bad page is blamed on who had it, when the kernel remembers. */
function pageUser(facts: LinuxFacts): Blame | undefined {
  const owners = facts.stacks.filter(({ heading }) => heading?.text.startsWith('page last allocated'));
  return blame({ ...facts, stacks: owners }, ['all'], (symbol) => PAGES.test(symbol));
}

const PAGES =
  /^_{0,3}(?:set_page_owner|post_alloc_hook|prep_new_page|get_page_from_freelist|alloc_|page_pool_|folio_alloc|get_free_page|reset_page|page_owner|kasan_|kmsan_|free_)/;
