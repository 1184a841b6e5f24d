import * as l10n from '@vscode/l10n';
import type { Notice } from '../../config/adopt/adopted';
import { isObject } from '../../config/shape';
import { asLaunch, convert } from './convert';
import { looksLikeQemu, type PastedCommand } from './read/pastedCommand';

type Entry = Readonly<Record<string, unknown>>;

/** A launch configuration of another debugger, in our words. */
export interface ForeignEntry {
  readonly name: string;
  readonly entry: Entry;
  readonly changes: readonly Notice[];
}

/** What an entry says of the debugger's side, and of QEMU if it starts one. */
interface Parts {
  /** The debugger's fields, in our words; what is undefined is not said. */
  readonly fields: Entry;
  readonly qemu?: PastedCommand;
  /** `HOST:PORT` of a stub that is there already. */
  readonly stub?: string | undefined;
  /** Fields of the other debugger that have been understood. */
  readonly understood: readonly string[];
}

/** Where entries are written. */
interface WrittenEntries {
  readonly entries: readonly unknown[];
}

/** The entries that other debuggers have in these lists, each with the list that it is from: names are not unique. */
export function foreignEntriesIn<List extends WrittenEntries>(
  lists: readonly List[],
): (ForeignEntry & { readonly list: List })[] {
  return lists.flatMap((list) =>
    list.entries.flatMap((written) => {
      const found = foreignEntry(written);
      return found ? [{ ...found, list }] : [];
    }),
  );
}

/** Fields that the editor itself takes, whatever the type. */
const EDITORS = ['preLaunchTask', 'postDebugTask', 'presentation'];

/**
 * Understands the entries that other debuggers have for QEMU: cppdbg, Cortex-Debug and cdt-gdb-adapter.
 * @returns undefined for an entry of another kind, and for one that neither starts nor reaches a machine.
 */
export function foreignEntry(written: unknown): ForeignEntry | undefined {
  if (!isObject(written)) return undefined;
  const type = text(written['type']) ?? '';
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const parts = read?.(written);
  if (!parts || (!parts.qemu && parts.stub === undefined)) return undefined;
  const kept = Object.fromEntries(
    EDITORS.flatMap((key) => (written[key] === undefined ? [] : [[key, written[key]]])),
  );
  const machine = machineOf(parts);
  return {
    name: text(written['name']) ?? type,
    entry: { ...machine.entry, ...defined(parts.fields), ...kept },
    changes: [...machine.changes, ...leftOut(written, parts)],
  };
}

function machineOf({ qemu, stub = '', fields }: Parts): Pick<ForeignEntry, 'entry' | 'changes'> {
  if (!qemu) return { entry: { type: 'qemu', request: 'attach', gdbStub: endpoint(stub) }, changes: [] };
  const converted = convert(qemu);
  const { kernel } = converted.machine;
  const launch = asLaunch(converted);
  // A program that is the kernel has its symbols with it.
  const program = kernel !== undefined && kernel === fields['program'] ? { program: undefined } : {};
  const stop = fields['stopAtEntry'] === undefined && fields['stopOnSymbol'] !== undefined;
  return {
    entry: defined({ ...launch, ...program, ...(stop && { stopAtEntry: undefined }) }),
    changes: converted.changes,
  };
}

const endpoint = (stub: string): string => `tcp:${stub.startsWith(':') ? '127.0.0.1' : ''}${stub}`;

type Reader = (entry: Entry) => Parts;

/** Microsoft's C/C++ extension. */
const cppdbg: Reader = (entry) => {
  const server = text(entry['debugServerPath']);
  return {
    fields: {
      program: text(entry['program']),
      gdb: text(entry['miDebuggerPath']),
      cwd: text(entry['cwd']),
      sourceMap: sourceMap(entry['sourceFileMap']),
      setupCommands: commands(entry['setupCommands']),
      stopAtEntry: entry['stopAtEntry'] === true ? true : undefined,
    },
    ...(server !== undefined &&
      looksLikeQemu(server) && { qemu: command(server, words(text(entry['debugServerArgs']) ?? '')) }),
    stub: text(entry['miDebuggerServerAddress']),
    understood: [
      ...['program', 'miDebuggerPath', 'cwd', 'sourceFileMap', 'setupCommands', 'stopAtEntry'],
      ...['debugServerPath', 'debugServerArgs', 'miDebuggerServerAddress', 'MIMode', 'stopAtConnect'],
      ...['externalConsole', 'serverStarted', 'filterStdout', 'filterStderr'],
    ],
  };
};

/** Marus' Cortex-Debug: it starts QEMU with options of its own before those that are written. */
const cortexDebug: Reader = (entry) => {
  const executable = text(entry['executable']);
  const path = text(entry['serverpath']) ?? 'qemu-system-arm';
  const starts = entry['servertype'] === 'qemu';
  const own = [
    ...option('-cpu', entry['cpu']),
    ...option('-machine', entry['machine']),
    ...['-nographic', '-semihosting-config', 'enable=on,target=native'],
    ...option('-kernel', executable),
  ];
  return {
    fields: {
      program: starts ? undefined : executable,
      gdb: text(entry['gdbPath']),
      cwd: text(entry['cwd']),
      stopOnSymbol: text(entry['runToEntryPoint']) ?? text(entry['runToMain'] === true ? 'main' : undefined),
      setupCommands: commands([
        ...items(entry['preLaunchCommands']),
        ...items(entry['postLaunchCommands']),
        ...items(entry['preAttachCommands']),
        ...items(entry['postAttachCommands']),
      ]),
      symbolFiles: symbolFiles(entry['symbolFiles']),
    },
    ...(starts && { qemu: command(path, [...own, ...items(entry['serverArgs']).map(String)]) }),
    stub: entry['servertype'] === 'external' ? text(entry['gdbTarget']) : undefined,
    understood: [
      ...['executable', 'serverpath', 'servertype', 'cpu', 'machine', 'gdbPath', 'cwd', 'runToEntryPoint'],
      ...['runToMain', 'preLaunchCommands', 'postLaunchCommands', 'preAttachCommands', 'postAttachCommands'],
      ...['symbolFiles', 'serverArgs', 'gdbTarget'],
    ],
  };
};

/** Eclipse's CDT GDB adapter, `gdbtarget`. */
const gdbTarget: Reader = (entry) => {
  const target = isObject(entry['target']) ? entry['target'] : {};
  const image = isObject(entry['imageAndSymbols']) ? entry['imageAndSymbols'] : {};
  const server = text(target['server']);
  const { host = 'localhost', port } = target;
  const file = text(image['symbolFileName']);
  const offset = text(image['symbolOffset']);
  return {
    fields: {
      program: text(entry['program']),
      gdb: text(entry['gdb']),
      cwd: text(entry['cwd']),
      setupCommands: commands([...items(entry['initCommands']), ...items(entry['preRunCommands'])]),
      symbolFiles: file === undefined ? undefined : [offset === undefined ? file : { file, offset }],
    },
    ...(server !== undefined &&
      looksLikeQemu(server) && {
        qemu: command(server, items(target['serverParameters']).map(String), text(target['cwd'])),
      }),
    stub:
      port === undefined
        ? text(items(target['parameters'])[0])
        : `${text(host) ?? 'localhost'}:${Number(port)}`,
    understood: [...['program', 'gdb', 'cwd', 'initCommands', 'preRunCommands', 'imageAndSymbols', 'target']],
  };
};

const READERS: Readonly<Record<string, Reader>> = {
  cppdbg,
  'cortex-debug': cortexDebug,
  gdbtarget: gdbTarget,
};

function leftOut(written: Entry, { understood }: Parts): Notice[] {
  const known = ['type', 'name', 'request', ...EDITORS, ...understood];
  return Object.keys(written)
    .filter((key) => !known.includes(key) && !key.startsWith('__'))
    .map((option) => ({ option, text: l10n.t('left out; it means nothing here') }));
}

/** Connecting is done already when these run. */
const CONNECTS = /^-?(?:target|target-select)\s+(?:extended-)?remote\b|^(?:monitor|mon)\s+reset\b|^load$/;

/** As GDB takes them: cppdbg has objects with a `text`. */
function commands(value: unknown): string[] | undefined {
  const all = items(value).flatMap((one) => text(isObject(one) ? one['text'] : one) ?? []);
  const kept = all.filter((one) => !CONNECTS.test(one) && !/^-enable-pretty-printing$/.test(one));
  return kept.length === 0 ? undefined : kept;
}

function symbolFiles(value: unknown): unknown[] | undefined {
  const files = items(value).flatMap((one): unknown[] => {
    if (typeof one === 'string') return [one];
    if (!isObject(one) || text(one['file']) === undefined) return [];
    return one['offset'] === undefined ? [one['file']] : [{ file: one['file'], offset: one['offset'] }];
  });
  return files.length === 0 ? undefined : files;
}

/** Either `{ from: to }` or `{ from: { editorPath: to } }`. */
function sourceMap(value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined;
  const pairs = Object.entries(value).flatMap(([from, to]) => {
    const place = text(isObject(to) ? to['editorPath'] : to);
    return place === undefined ? [] : [[from, place] as const];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function command(program: string, args: readonly string[], directory?: string): PastedCommand {
  return { program, args, wrapper: [], environment: {}, directory, output: undefined, dropped: [] };
}

const words = (line: string): string[] =>
  line.match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/^"|"$/g, '')) ?? [];

const option = (name: string, value: unknown): string[] => {
  const written = text(value);
  return written === undefined ? [] : [name, written];
};

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const defined = (fields: Entry): Entry =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
