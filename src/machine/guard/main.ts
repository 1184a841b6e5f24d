/**
 * The guard: a small process of its own that outlives an extension host which is killed, and ends what that one has
 * left running. The host holds the other end of our standard input; the kernel closes it whenever and however the
 * host ends. In order, the host takes back every machine first, and there is nothing to do at the end.
 *
 * It stays out of what ends the host: signals to the host's group or terminal are ignored, and it runs in a session
 * of its own.
 */
import { createInterface } from 'node:readline';
import { removeDirectory } from '../machineDirectory';
import { endProcess } from '../end/endProcess';
import { readLine } from './protocol';

/** Between SIGTERM and SIGKILL, in milliseconds. */
const TERM_MS = 1500;

interface Ward {
  readonly identity: string;
  readonly directory: string;
}

const wards = new Map<number, Ward>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (text) => {
  const line = readLine(text);
  if (line?.verb === 'add') wards.set(line.pid, line);
  else if (line) wards.delete(line.pid);
});
lines.once('close', () => void endAll());
// A reset is an end like any other; readline tells of it by closing.
process.stdin.on('error', () => lines.close());

async function endAll(): Promise<void> {
  await Promise.allSettled([...wards].map(([pid, ward]) => endWard(pid, ward)));
  process.exit(0);
}

async function endWard(pid: number, { identity, directory }: Ward): Promise<void> {
  await endProcess(pid, identity, TERM_MS);
  await removeDirectory(directory);
}
