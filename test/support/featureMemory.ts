import type { FeatureMemory } from '../../src/machine/services';

/** What the editor keeps for the extension across windows, for as long as the process lives. What is kept can be read at once. */
export class ProcessMemory implements FeatureMemory {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

/**
 * Each test is a window, and all but the first one know what QEMU can do: asking costs five processes, a third of a
 * second of processor time.
 */
export const KEPT_FEATURES: FeatureMemory = new ProcessMemory();
