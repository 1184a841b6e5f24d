import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isStillRunning, type ProcessId } from '../processes/processIdentity';
import { read } from '../processes/processTable';

/** What a machine's directory says about its maker, besides the pid and start time in its name. */
export interface Owner extends ProcessId {
  /** Its directory's name: a copy elsewhere is not ours. */
  readonly name: string;
  readonly host: string;
  /** Linux: this start of the computer, and the container that the pid counts in; empty elsewhere. */
  readonly boot: string;
  readonly pidNamespace: string;
}

/** The name of a new directory of a process. */
export function directoryName({ pid, identity }: ProcessId, random: string): string {
  return `${pid.toString(36)}-${Number(identity).toString(36)}-${random}`;
}

/** Who made a machine's directory; undefined for a name that is not one of ours. */
export function makerOf(name: string): ProcessId | undefined {
  const [, pid, start] = /^([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/.exec(name) ?? [];
  if (pid === undefined || start === undefined) return undefined;
  return { pid: parseInt(pid, 36), identity: String(parseInt(start, 36)) };
}

/** What the owner file of a new directory says. */
export function ownerText(name: string): string {
  return `${JSON.stringify({ name, ...here() })}\n`;
}

/** @returns undefined if the file does not exist or was not written by us for a directory of this name. */
export function readOwner(file: string, name: string): Owner | undefined {
  const maker = makerOf(name);
  try {
    const said = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof Owner, unknown>> | null;
    const { host, boot, pidNamespace } = said ?? {};
    if (!maker || said?.name !== name) return undefined;
    if (typeof host !== 'string' || typeof boot !== 'string' || typeof pidNamespace !== 'string')
      return undefined;
    return { ...maker, name, host, boot, pidNamespace };
  } catch {
    return undefined;
  }
}

/**
 * Whether the maker has certainly ended. Another computer with the same disk, or a container with pids of its own, may
 * run it where we cannot see it; but no process is older than the computer's last start.
 */
export async function hasEnded(owner: Owner): Promise<boolean> {
  const now = here();
  if (owner.host !== now.host) return false;
  if (owner.boot !== now.boot) return true;
  if (owner.pidNamespace !== now.pidNamespace) return false;
  return !(await isStillRunning(owner));
}

function here(): Pick<Owner, 'host' | 'boot' | 'pidNamespace'> {
  const linux = process.platform === 'linux';
  return {
    host: hostname(),
    boot: linux ? read('/proc/sys/kernel/random/boot_id').trim() : '',
    pidNamespace: linux ? readlinkSync('/proc/self/ns/pid') : '',
  };
}
