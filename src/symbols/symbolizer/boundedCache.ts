/** What was found last, up to a number of entries; what was not asked for the longest goes first. */
export class BoundedCache<K, V> {
  private readonly entries = new Map<K, V>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.size;
  }

  clear(): void {
    this.entries.clear();
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  /** @returns what had to go for it. */
  set(key: K, value: V): V | undefined {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.most) return undefined;
    const [oldest] = this.entries;
    if (!oldest) return undefined;
    this.entries.delete(oldest[0]);
    return oldest[1];
  }
}
