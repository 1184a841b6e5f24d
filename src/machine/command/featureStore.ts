import { createHash } from 'node:crypto';
import { open, realpath, stat } from 'node:fs/promises';
import type { FeatureMemory } from '../services';
import { readFeatures, type QemuFeatures } from './qemuFeatures';

/** A QEMU as it is going to be run. */
export interface QemuProgram {
  /** An absolute path. */
  readonly binary: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the configuration changes in the environment. */
  readonly changes: Readonly<Record<string, string | null>>;
  readonly cwd: string;
}

/** Under this name of the memory: an object with one entry a program. */
const NAME = 'qemuFeatures';
/** Programs remembered; the oldest answers go first. */
const MOST = 50;

/**
 * Which part of an environment decides what a program is, besides what the configuration changes: its libraries, its
 * modules, and what a script finds. The rest differs from window to window.
 */
const TELLING = /^(?:LD_|DYLD_|QEMU_)|^(?:PATH|Path)$/;

/** The answers of QEMU programs, kept across windows. Those of a script are for its directory. */
export class FeatureStore {
  constructor(private readonly memory: FeatureMemory | undefined) {}

  /**
   * What identifies a program and what it would answer: the file itself (by path, size and time of change) and the
   * environment.
   * @throws as `stat` does.
   */
  async keyOf({ binary, env, changes, cwd }: QemuProgram): Promise<string> {
    const path = await realpath(binary);
    const { size, mtimeMs } = await stat(path);
    const script = await isScript(path);
    const telling = Object.entries(env).filter(([name]) => name in changes || TELLING.test(name));
    // Both paths: what a link is called decides what some programs are (/snap/bin).
    const parts = [binary, path, size, mtimeMs, telling.sort(), ...(script ? [cwd] : [])];
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return key;
  }

  get(key: string): QemuFeatures | undefined {
    return readFeatures(this.all()[key]);
  }

  keep(key: string, features: QemuFeatures): void {
    const others = Object.entries(this.all()).filter(([other]) => other !== key);
    const newest: [string, unknown][] = [...others, [key, features]];
    this.write(Object.fromEntries(newest.slice(-MOST)));
  }

  forget(key: string): void {
    const all = this.all();
    if (!(key in all)) return;
    this.write(Object.fromEntries(Object.entries(all).filter(([other]) => other !== key)));
  }

  private all(): Record<string, unknown> {
    const kept = this.memory?.get(NAME);
    return typeof kept === 'object' && kept !== null ? { ...(kept as Record<string, unknown>) } : {};
  }

  private write(all: Record<string, unknown>): void {
    // What cannot be kept is asked again.
    void this.memory?.update(NAME, all).then(undefined, () => undefined);
  }
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return true;
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
}
