import { readlinkSync } from 'node:fs';
import { runTool } from '../../concurrency/runTool';
import { looksLikeQemu } from '../paste/read/pastedCommand';
import { inTurns, processTable, read } from '../processes/processTable';

/** A QEMU on this computer, no matter who has started it. */
export interface LocalQemu {
  readonly pid: number;
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs; undefined where that cannot be told. */
  readonly directory: string | undefined;
}

/** A command line that is longer is nobody's to read, in characters. */
const LONGEST = 64 * 1024;

/**
 * The QEMUs that run on this computer, as far as this user may look. Linux: `/proc`; elsewhere what `ps` prints, where
 * an argument with blanks in it looks like several. None on Windows.
 * @param except Pids of those that are known already.
 * @throws what `ps` does where it is missing; the signal's reason when it is cancelled.
 */
export async function localQemus(signal: AbortSignal, except: ReadonlySet<number>): Promise<LocalQemu[]> {
  if (process.platform === 'win32') return [];
  const all = process.platform === 'linux' ? await fromProc(signal) : await fromPs(signal);
  return all.filter(({ pid }) => !except.has(pid));
}

async function fromProc(signal: AbortSignal): Promise<LocalQemu[]> {
  const found: LocalQemu[] = [];
  for await (const { pid } of inTurns(await processTable())) {
    signal.throwIfAborted();
    const words = read(`/proc/${pid}/cmdline`).slice(0, LONGEST).split('\0').slice(0, -1);
    const [program = '', ...args] = words.map((word) => Buffer.from(word, 'latin1').toString());
    if (looksLikeQemu(program)) found.push({ pid, program, args, directory: directoryOf(pid) });
  }
  return found;
}

function directoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

async function fromPs(signal: AbortSignal): Promise<LocalQemu[]> {
  const { stdout } = await runTool('/bin/ps', ['-axo', 'pid=,command='], {
    env: { ...process.env, LC_ALL: 'C' },
    signal,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line.slice(0, LONGEST)) ?? [];
    const [program = '', ...args] = command.split(/\s+/);
    return pid !== undefined && looksLikeQemu(program)
      ? [{ pid: Number(pid), program, args, directory: undefined }]
      : [];
  });
}
