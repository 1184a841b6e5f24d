import { stat } from 'node:fs/promises';
import { raceAbort } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import { runTool } from '../../concurrency/runTool';
import { NEVER } from '../../concurrency/timeout';
import { StartError } from '../startErrors';

/** What a QEMU program can do, asked of it and not concluded from its version. */
export interface QemuFeatures {
  /** As it calls itself, e.g. `7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)`. */
  readonly version: string;
  /** `-run-with exit-with-parent=on`: it ends by itself when we do (10.2 and later). */
  readonly exitWithParent: boolean;
  /** `-chardev pipe`: ports may be spool files. */
  readonly pipeChardev: boolean;
  /** `-object monitor-qmp`: it is how a monitor is made (11.1 and later, which deprecate `-mon`). */
  readonly monitorObject: boolean;
}

/** A program that takes longer to print its version hangs, in milliseconds. */
const PROBE_MS = 10_000;

/** Probes once for each program file as it is now: an upgrade changes its modification time. */
export class FeatureProbe {
  private readonly known = new Map<string, Promise<QemuFeatures>>();

  /** @throws {StartError} when the program cannot be run or is not QEMU; `signal.reason` on abort. */
  async features(binary: string, signal: AbortSignal): Promise<QemuFeatures> {
    const { mtimeMs } = await stat(binary);
    const key = `${binary}\n${mtimeMs}`;
    const known = this.known.get(key) ?? probe(binary);
    this.known.set(key, known);
    known.catch(() => this.known.delete(key));
    // Several starts may wait for one probe: a cancelled one leaves, and the probe goes on, for seconds at most.
    return await raceAbort(known, signal);
  }
}

async function probe(binary: string): Promise<QemuFeatures> {
  const [version, chardevs, runWith, objects] = await Promise.all([
    run(binary, ['-version']),
    // Without a machine, ARM's and others answer that they have no default one instead.
    run(binary, ['-machine', 'none', '-chardev', 'help']),
    run(binary, ['-machine', 'none', '-run-with', 'help']),
    run(binary, ['-machine', 'none', '-object', 'help']),
  ]);
  const match = /QEMU emulator version ([^\n]+)/.exec(version.output);
  if (!match) {
    throw new StartError(
      `${binary} does not say that it is QEMU: ${version.output.trim().slice(0, 300) || version.failure}`,
      'Set "qemuPath" to a qemu-system-… program that runs on this computer.',
      version.output,
    );
  }
  return {
    version: (match[1] ?? '').trim(),
    exitWithParent: runWith.output.includes('exit-with-parent='),
    pipeChardev: /^\s*pipe\s*$/m.test(chardevs.output),
    monitorObject: /^\s*monitor-qmp\s*$/m.test(objects.output),
  };
}

interface Answer {
  readonly output: string;
  readonly failure: string;
}

/** Help texts come with exit code 0 or 1, on stdout or stderr, depending on the version: all the same here. */
async function run(binary: string, args: readonly string[]): Promise<Answer> {
  try {
    const { stdout, stderr } = await runTool(binary, args, { signal: NEVER, limitMs: PROBE_MS });
    return { output: stdout + stderr, failure: '' };
  } catch (error) {
    return { output: '', failure: messageOf(error) };
  }
}
