import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { read } from './processTable';

/** In the environment of everything that is started for a machine: the path of its directory. */
const VARIABLE = 'QEMU_SERIAL_DEBUG_DIRECTORY';

/** The file in a machine's directory that says whose it is; everything started for the machine has it open. */
export const OWNER_FILE = 'owner';

/** QEMU's own log, which is the value of the first `-D` on its command line. */
export const QEMU_LOG = 'qemu.log';

/** The environment for a program that is started for a machine. */
export function markedEnvironment(env: NodeJS.ProcessEnv, directory: string): NodeJS.ProcessEnv {
  return { ...env, [VARIABLE]: directory };
}

/**
 * Whether a process was started for the machine of a directory, by itself or by way of others: its environment says
 * so, or it has inherited the directory's owner file, or its command line has QEMU's log in that directory. Each
 * covers what the others cannot see: `env -i`, closed files, and other users' processes (sudo, containers). Somebody
 * who only reads a file of the machine has none of these. Linux only.
 */
export class MachineMarks {
  private readonly variable: string;
  private readonly ownerFile: string;
  private readonly log: string;

  constructor(directory: string) {
    this.variable = `\0${VARIABLE}=${latin1(directory)}\0`;
    this.log = `\0-D\0${latin1(join(directory, QEMU_LOG))}\0`;
    this.ownerFile = join(real(directory), OWNER_FILE);
  }

  has(pid: number): boolean {
    return (
      `\0${read(`/proc/${pid}/environ`)}\0`.includes(this.variable) ||
      `\0${read(`/proc/${pid}/cmdline`)}`.includes(this.log) ||
      this.hasOwnerFile(pid)
    );
  }

  private hasOwnerFile(pid: number): boolean {
    const folder = `/proc/${pid}/fd`;
    return list(folder).some((fd) => {
      const target = link(`${folder}/${fd}`);
      return target === this.ownerFile || target === `${this.ownerFile} (deleted)`;
    });
  }
}

/** As `/proc` is read: bytes, whatever they mean. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** As the kernel shows an open file's path: without links. */
function real(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
