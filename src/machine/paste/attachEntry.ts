import { destinationOf } from '../../config/import/backend';
import { adopt } from '../../config/adopt/adopt';
import { chardevValue } from '../../config/options/characterDevice';
import { readList, valueIn } from '../../config/options/list';
import { type QemuOption, readOptions } from '../../config/options/read';

/** Where a QEMU that runs can be reached, as an attach configuration has it. */
export interface AttachEntry {
  readonly type: 'qemu';
  readonly request: 'attach';
  readonly program?: string;
  readonly gdbStub?: string;
  readonly qmp?: string;
  readonly serial?: readonly string[];
  readonly cwd?: string;
}

/**
 * The attach configuration for a QEMU with these arguments.
 * @returns undefined where neither a debugger's stub nor a monitor listens.
 */
export function attachEntry(args: readonly string[], directory: string | undefined): AttachEntry | undefined {
  const { gdb, fields } = adopt(args);
  const options = readOptions(args);
  const all = (name: string): string[] =>
    options.filter((option) => option.name === name).flatMap((option) => endpointOf(option, options) ?? []);
  const gdbStub = gdb === undefined ? undefined : serverIn(gdb);
  const qmp = [...all('qmp'), ...all('qmp-pretty'), ...controlMonitors(options)].find((one) =>
    /^(unix|tcp):/.test(one),
  );
  const serial = all('serial');
  if (gdbStub === undefined && qmp === undefined) return undefined;
  const { kernel } = fields;
  return {
    type: 'qemu',
    request: 'attach',
    ...(kernel !== undefined && { program: kernel }),
    ...(gdbStub !== undefined && { gdbStub }),
    ...(qmp !== undefined && { qmp }),
    ...(serial.length > 0 && { serial }),
    ...(directory !== undefined && { cwd: directory }),
  };
}

function controlMonitors(options: readonly QemuOption[]): string[] {
  return options
    .filter(({ name }) => name === 'mon')
    .flatMap(({ value = '' }) => {
      const items = readList(value, 'chardev');
      const id = valueIn(items, 'chardev');
      return valueIn(items, 'mode') === 'control' && id !== undefined
        ? (chardevEndpoint(id, options) ?? [])
        : [];
    });
}

function endpointOf({ value = '' }: QemuOption, options: readonly QemuOption[]): string | undefined {
  const id = /^chardev:(.*)$/s.exec(value)?.[1];
  if (id !== undefined) return chardevEndpoint(id, options);
  return destinationOf(value).kind === 'server' ? serverIn(value.replace(/^mon:/, '')) : undefined;
}

/** `tcp::1234`, `unix:PATH,server=on`, `telnet:HOST:PORT,server`. QEMU listens everywhere if no host is named. */
function serverIn(value: string): string | undefined {
  const where = value.split(',')[0] ?? '';
  const [, kind, host = '', port] = /^(tcp|telnet):(.*):(\d+)$/.exec(where) ?? [];
  if (port !== undefined) return `${kind}:${local(host)}:${port}`;
  return /^unix:./.test(where) ? where : undefined;
}

function chardevEndpoint(id: string, options: readonly QemuOption[]): string | undefined {
  const items = chardevValue(id, options);
  if (!items || valueIn(items, 'backend') !== 'socket' || valueIn(items, 'server') !== 'on') return undefined;
  const path = valueIn(items, 'path');
  const port = valueIn(items, 'port');
  if (path !== undefined) return `unix:${path}`;
  return port === undefined ? undefined : `tcp:${local(valueIn(items, 'host') ?? '')}:${port}`;
}

const local = (host: string): string =>
  ['', '0.0.0.0', '[::]', '::', '*'].includes(host) ? '127.0.0.1' : host;
