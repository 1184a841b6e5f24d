import { choices, type MonitorCommand } from './help';

/** Names that only the running machine knows. */
export type NameKind =
  | 'blockDevice'
  | 'chardev'
  | 'device'
  | 'driver'
  | 'logItem'
  | 'networkClient'
  | 'object'
  | 'snapshot'
  | 'traceEvent';

/** Where completion gets its words. Everything may fail or be empty; completion then offers less. */
export interface CompletionSources {
  commands(signal: AbortSignal): Promise<readonly MonitorCommand[]>;
  /** The subcommands of `info`. */
  topics(signal: AbortSignal): Promise<readonly MonitorCommand[]>;
  names(kind: NameKind, signal: AbortSignal): Promise<readonly string[]>;
  /** The children of a QOM object, e.g. of `/machine`. */
  qomChildren(path: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** What can stand at the end of the line, whole, and the part of it that is there already. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly fragment: string;
}

/** Which live names a command takes, by the position of its parameter. */
const NAMES: Readonly<Record<string, readonly (NameKind | 'qom')[]>> = {
  block_job_cancel: ['blockDevice'],
  block_job_complete: ['blockDevice'],
  block_job_pause: ['blockDevice'],
  block_job_resume: ['blockDevice'],
  block_job_set_speed: ['blockDevice'],
  block_resize: ['blockDevice'],
  block_set_io_throttle: ['blockDevice'],
  block_stream: ['blockDevice'],
  change: ['blockDevice'],
  'chardev-change': ['chardev'],
  'chardev-remove': ['chardev'],
  'chardev-send-break': ['chardev'],
  commit: ['blockDevice'],
  delvm: ['snapshot'],
  device_add: ['driver'],
  device_del: ['device'],
  drive_backup: ['blockDevice'],
  drive_del: ['blockDevice'],
  drive_mirror: ['blockDevice'],
  eject: ['blockDevice'],
  loadvm: ['snapshot'],
  log: ['logItem'],
  netdev_del: ['networkClient'],
  object_del: ['object'],
  'qemu-io': ['blockDevice'],
  'qom-get': ['qom'],
  'qom-list': ['qom'],
  'qom-set': ['qom'],
  ringbuf_read: ['chardev'],
  ringbuf_write: ['chardev'],
  savevm: ['snapshot'],
  set_link: ['networkClient'],
  'trace-event': ['traceEvent'],
  'info block': ['blockDevice'],
  'info qom-tree': ['qom'],
  'info trace-events': ['traceEvent'],
};

const NOTHING: Completion = { candidates: [], fragment: '' };

/**
 * Completes the line up to the cursor: command names, the subcommands of `info` and `help`, alternatives that the
 * help spells out (`on|off`), and names the machine is asked for. A single result ends with a blank where more follows.
 */
export async function complete(
  line: string,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Completion> {
  const words = line.trimStart().split(/\s+/);
  const fragment = words.pop() ?? '';
  const commands = await sources.commands(signal);
  const first = words[0];
  if (first === undefined || isHelp(words)) return pick(namesOf(commands), fragment);
  const command = find(commands, first);
  if (!command) return NOTHING;
  const name = command.names[0] ?? first;
  if (name === 'info' || (name === 'help' && words[1] === 'info')) {
    return await completeTopic(words.slice(name === 'info' ? 1 : 2), fragment, sources, signal);
  }
  return await completeParameter(name, command, words.slice(1), fragment, sources, signal);
}

/** `help` and nothing after it yet: any command may follow. */
function isHelp(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === 'help' || words[0] === '?');
}

async function completeTopic(
  words: readonly string[],
  fragment: string,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Completion> {
  const topics = await sources.topics(signal);
  const first = words[0];
  if (first === undefined) return pick(namesOf(topics), fragment);
  const topic = find(topics, first);
  if (!topic) return NOTHING;
  return await completeParameter(`info ${first}`, topic, words.slice(1), fragment, sources, signal);
}

async function completeParameter(
  name: string,
  command: MonitorCommand,
  before: readonly string[],
  fragment: string,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Completion> {
  if (fragment.startsWith('-')) return NOTHING;
  const position = before.filter((word) => !word.startsWith('-')).length;
  const kind = NAMES[name]?.[position];
  if (kind === 'qom') return await completePath(fragment, sources, signal);
  // Log items are a list, and devices take `driver,property=value`: only the last, or the first, part is a name.
  if (kind === 'logItem') {
    const start = fragment.lastIndexOf(',') + 1;
    const { candidates } = pick(await sources.names(kind, signal), fragment.slice(start), '');
    return { candidates, fragment: fragment.slice(start) };
  }
  if (kind) return pick(await sources.names(kind, signal), fragment, kind === 'driver' ? '' : ' ');
  return pick(choices(command.parameters[position]), fragment);
}

/** Completes the last part of a QOM path such as `/machine/peri`. */
async function completePath(
  fragment: string,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Completion> {
  const slash = fragment.lastIndexOf('/');
  if (slash < 0) return { candidates: ['/'], fragment };
  const parent = fragment.slice(0, slash) || '/';
  const children = await sources.qomChildren(parent, signal);
  const prefix = fragment.slice(0, slash + 1);
  return pick(
    children.map((child) => prefix + child),
    fragment,
    '',
  );
}

function find(commands: readonly MonitorCommand[], name: string): MonitorCommand | undefined {
  return commands.find((command) => command.names.includes(name));
}

function namesOf(commands: readonly MonitorCommand[]): string[] {
  return commands.flatMap((command) => command.names);
}

function pick(words: readonly string[], fragment: string, after = ' '): Completion {
  const fitting = [...new Set(words)].filter((word) => word.startsWith(fragment)).sort();
  return { candidates: fitting.length === 1 ? fitting.map((word) => word + after) : fitting, fragment };
}
