import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FeatureMemory } from '../../../src/machine/services';
import { ROOT } from './paths';

const FILE = join(ROOT, 'out', 'bench-features.json');

/** What the editor keeps for the extension across windows. Each bench program is a window, and finds what the last one knew. */
export class FeatureFile implements FeatureMemory {
  private readonly values: Record<string, unknown> = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>)
    : {};

  get(key: string): unknown {
    return this.values[key];
  }

  update(key: string, value: unknown): Promise<void> {
    this.values[key] = value;
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, JSON.stringify(this.values));
    return Promise.resolve();
  }
}
