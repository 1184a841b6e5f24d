import * as l10n from '@vscode/l10n';
import { escapeCommas } from '../../config/options/list';
import type { MachineDirectory } from '../directory/machineDirectory';
import type { QmpClient } from '../qmp/client';
import { asRecord } from '../qmp/messages';

const SOCKET = 'gdb.sock';

/** Nothing that a person would call a chardev of their own. */
const CHARDEV = 'qsd-gdb';

/**
 * QEMU's arguments for a debugger's stub at a private unix socket; on Windows at a port of the loopback that QEMU
 * chooses. By a chardev, since the short form of `-gdb` takes a path with `=` in it for another option.
 */
export function gdbArguments(directory: MachineDirectory, platform = process.platform): string[] {
  const address =
    platform === 'win32' ? 'host=127.0.0.1,port=0' : `path=${escapeCommas(directory.file(SOCKET))}`;
  const chardev = `socket,id=${CHARDEV},${address},server=on,wait=off`;
  return ['-chardev', chardev, '-gdb', `chardev:${CHARDEV}`];
}

/**
 * Where a debugger connects to a stub that the person asked for; undefined when that is nothing to connect to.
 * @param gdb The value of `-gdb`.
 */
export function connectAddress(gdb: string | undefined): string | undefined {
  const [, host, port] = /^tcp:([^,]*):(\d+)(?:,|$)/.exec(gdb ?? '') ?? [];
  if (port !== undefined) return `${host === '' || host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  return /^unix:([^,]+)/.exec(gdb ?? '')?.[1];
}

/** Where a debugger connects. Nobody may probe it: a connection stops the guest. */
export async function gdbStubAddress(
  directory: MachineDirectory,
  qmp: QmpClient,
  signal: AbortSignal,
  platform = process.platform,
): Promise<string> {
  if (platform !== 'win32') return directory.file(SOCKET);
  const answer = await qmp.execute('query-chardev', {}, { signal });
  const chardevs = (Array.isArray(answer) ? answer : []).map(asRecord);
  const filename = chardevs.find(({ label }) => label === CHARDEV)?.['filename'];
  const address = typeof filename === 'string' ? /127\.0\.0\.1:\d+/.exec(filename)?.[0] : undefined;
  if (address === undefined) throw new Error(l10n.t('QEMU does not say where its debugger stub listens.'));
  return address;
}

/**
 * Has a QEMU that runs already listen for a debugger.
 * @returns where.
 * @throws with QEMU's words when it cannot.
 */
export async function listenForDebugger(
  directory: MachineDirectory,
  qmp: QmpClient,
  signal: AbortSignal,
): Promise<string> {
  await qmp.execute('chardev-add', { id: CHARDEV, backend: backend(directory) }, { signal });
  const line = `gdbserver chardev:${CHARDEV}`;
  const answer = await qmp.execute('human-monitor-command', { 'command-line': line }, { signal });
  // It says "Waiting for gdb connection on device …" when it listens.
  if (typeof answer === 'string' && /could not|error/i.test(answer)) throw new Error(answer.trim());
  return await gdbStubAddress(directory, qmp, signal);
}

function backend(directory: MachineDirectory): object {
  const addr =
    process.platform === 'win32'
      ? { type: 'inet', data: { host: '127.0.0.1', port: '0' } }
      : { type: 'unix', data: { path: directory.file(SOCKET) } };
  return { type: 'socket', data: { addr, server: true, wait: false } };
}
