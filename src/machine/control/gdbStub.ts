import type { MachineDirectory } from '../machineDirectory';
import type { QmpClient } from '../qmp/client';
import { asRecord } from '../qmp/messages';

const SOCKET = 'gdb.sock';

/** A private unix socket; on Windows a port of the loopback that QEMU chooses. Never one on all interfaces. */
export function gdbOption(directory: MachineDirectory, platform = process.platform): string {
  return platform === 'win32'
    ? 'tcp:127.0.0.1:0,server=on,wait=off'
    : `unix:${directory.file(SOCKET)},server=on,wait=off`;
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
  const filename = chardevs.find(({ label }) => label === 'gdb')?.['filename'];
  const address = typeof filename === 'string' ? /127\.0\.0\.1:\d+/.exec(filename)?.[0] : undefined;
  if (address === undefined) throw new Error('QEMU does not say where its debugger stub listens');
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
  const line = `gdbserver ${gdbOption(directory)}`;
  const answer = await qmp.execute('human-monitor-command', { 'command-line': line }, { signal });
  // It says "Waiting for gdb connection on device …" when it listens.
  if (typeof answer === 'string' && /could not|error/i.test(answer)) throw new Error(answer.trim());
  return await gdbStubAddress(directory, qmp, signal);
}
