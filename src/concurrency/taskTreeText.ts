import type { TaskKind, TaskSnapshot } from './taskTree';

/** Kinds that run code: without a wait to name, they work. Groups and queues only hold others' work. */
const WORKING: ReadonlySet<TaskKind> = new Set<TaskKind>(['loop', 'task', 'daemon']);

type Row = readonly [what: string, about: string];

/**
 * The tree of running work as text for a person, one line a node: kind and name, indented by depth, and in a column
 * beside them its detail and what it waits for and for how long.
 */
export function renderTaskTree(snapshot: TaskSnapshot): string {
  const rows = [...rowsOf(snapshot, '', '')];
  const widest = Math.max(...rows.map(([what]) => width(what)));
  return rows
    .map(([what, about]) => `${what}${' '.repeat(widest - width(what))}  ${about}`.trimEnd())
    .join('\n');
}

function* rowsOf(node: TaskSnapshot, branch: string, indent: string): Generator<Row> {
  const about = [oneLine(node.detail ?? ''), stateOf(node)].filter((part) => part !== '').join(' · ');
  yield [`${branch}${node.kind} ${oneLine(node.name)}`, about];
  for (const [index, child] of node.children.entries()) {
    const last = index === node.children.length - 1;
    yield* rowsOf(child, indent + (last ? '└─ ' : '├─ '), indent + (last ? '   ' : '│  '));
  }
}

function stateOf({ kind, waitingFor, waitingMs }: TaskSnapshot): string {
  if (waitingFor === undefined) return WORKING.has(kind) ? 'works' : '';
  return `waits for ${oneLine(waitingFor)} for ${span(waitingMs ?? 0)}`;
}

/** Milliseconds in the largest unit that still says something: `40 ms`, `1.2 s`, `3 min`, `2.5 h`. */
function span(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Names hold what people wrote in a configuration; a row stays a row. */
function oneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ');
}

function width(text: string): number {
  return Array.from(text).length;
}
