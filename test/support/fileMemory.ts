import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FeatureMemory } from '../../src/machine/services';

/** What the editor keeps for the extension across windows, in a file: each process is a window, and finds what the last one knew. */
export class FileMemory implements FeatureMemory {
  private readonly values: Record<string, unknown>;

  constructor(private readonly file: string) {
    this.values = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  }

  get(key: string): unknown {
    return this.values[key];
  }

  update(key: string, value: unknown): Promise<void> {
    this.values[key] = value;
    mkdirSync(dirname(this.file), { recursive: true });
    // A host may be killed while it writes.
    const whole = `${this.file}.${process.pid}`;
    writeFileSync(whole, JSON.stringify(this.values));
    renameSync(whole, this.file);
    return Promise.resolve();
  }
}
