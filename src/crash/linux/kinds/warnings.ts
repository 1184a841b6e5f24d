import { blame, namedBlame, type Blame } from '../blame';
import type { ConsoleLine } from '../../console/consoleLine';
import { plainSymbol } from '../../text/symbol';
import type { LinuxFacts } from '../facts';
import type { LinuxKind, Naming } from '../kind';
import type { Opening } from '../../opening';

/** `WARNING: CPU: 1 PID: 2 at f.c:3 func+0x1/0x2`; before 2013 without the numbers, since 2025 with them at the end. */
const WARNING =
  /WARNING: (?:CPU: \d{1,5} PID: -?\d{1,10} at |at |\[.{1,400}\] )?([\w./+-]{1,256}):(\d{1,7}) (?:at )?(?:([^+ ]{1,200})\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}|([\w.]{1,128})\(\)|0x[0-9a-f]{1,16})/;

interface Subject {
  readonly words: RegExp;
  readonly title: string;
  readonly type: string;
}

/** A warning in a checker is about what it checked. The words are those of the function, of the file or of the line before. */
const SUBJECTS: readonly Subject[] = [
  {
    words: /^refcount_|refcount_t: |lib\/refcount\.c/,
    title: 'WARNING: refcount bug',
    type: 'REFCOUNT_WARNING',
  },
  { words: /debug_print_object|lib\/debugobjects\.c/, title: 'WARNING: ODEBUG bug', type: 'WARNING' },
  { words: /usercopy_warn|Bad or missing usercopy/, title: 'WARNING: bad usercopy', type: 'WARNING' },
  { words: /^kmalloc_slab|^kmalloc_fix/, title: 'WARNING: kmalloc bug', type: 'WARNING' },
  {
    words: /kernel\/locking\/lockdep\.c|DEBUG_LOCKS_WARN_ON/,
    title: 'WARNING: locking bug',
    type: 'LOCKDEP',
  },
  { words: /^__vmalloc_node_range|^__vmalloc_node/, title: 'WARNING: zero-size vmalloc', type: 'WARNING' },
  {
    words: /list_(?:add|del) corruption|__list_(?:add|del)/,
    title: 'BUG: corrupted list',
    type: 'MEMORY_SAFETY_BUG',
  },
];

export const warningKinds: readonly LinuxKind[] = [
  {
    triggers: ['WARNING: CPU: ', 'WARNING: at ', 'WARNING: [', 'CPU#'],
    begins: WARNING,
    name: nameWarning,
  },
  {
    triggers: ['stack frame pointer at', 'kernel stack regs at'],
    begins: /WARNING: kernel stack (frame pointer|regs) at \S{1,40} in .{1,80} has bad ('bp' )?value/,
    name: ({ found }) => ({
      title: `WARNING: kernel stack ${found[1] ?? ''} has bad ${found[2] ?? ''}value`,
      type: '',
      blame: 'none',
    }),
  },
];

function nameWarning({ found, line, before }: Opening, facts: LinuxFacts): Naming {
  const symbol = plainSymbol(found[3] ?? found[4] ?? '');
  const subject = SUBJECTS.find(
    ({ words }) => words.test(symbol) || words.test(found[1] ?? '') || words.test(said(before, line)),
  );
  const guilty =
    namedBlame(symbol === '' ? undefined : symbol) ??
    blame(facts, ['programCounter', 'call', 'header', 'all']);
  if (!hasStack(facts))
    return { title: subject?.title ?? 'WARNING', type: subject?.type ?? 'WARNING', blame: undefined };
  if (!subject) return { title: 'WARNING', type: 'WARNING', blame: withClient(symbol, guilty, facts) };
  const families = subject.type === 'MEMORY_SAFETY_BUG' ? { families: ['bad-access'] } : {};
  return { title: subject.title, type: subject.type, ...families, blame: guilty };
}

/** The headline alone does not tell a warning from a piece of one. */
function hasStack({ stacks }: LinuxFacts): boolean {
  return stacks.some(({ frames }) => frames.length > 0);
}

/** The text of a WARN() stands between the ruler and the line itself. */
function said(before: readonly ConsoleLine[], line: ConsoleLine): string {
  const near = before
    .slice(-3)
    .filter(({ time }) => time === undefined || line.time === undefined || line.time - time < 1);
  const ruler = near.findLastIndex(({ text }) => text.includes('[ cut here ]'));
  return ruler === -1
    ? ''
    : near
        .slice(ruler + 1)
        .map(({ text }) => text)
        .join('\n');
}

/** Checks that a subsystem makes of its callers: the warning is known by both. */
const OF_CALLERS = /^usb_submit_urb$/;

function withClient(symbol: string, guilty: Blame | undefined, facts: LinuxFacts): Blame | undefined {
  if (!OF_CALLERS.test(symbol)) return guilty;
  const client = blame(
    facts,
    ['call'],
    (name) => name === symbol || IN_BETWEEN.test(name) || namedBlame(name) === undefined,
  );
  return { ...(client ?? { unresolved: true }), name: `${client?.name ?? 'corrupted'}/${symbol}` };
}

const IN_BETWEEN = /^usb_(?:start_wait_urb|internal_control_msg|control_msg|bulk_msg|interrupt_msg)/;
