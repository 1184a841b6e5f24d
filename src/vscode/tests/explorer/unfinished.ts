/** Something with what it lies in. */
interface Nested<T> {
  readonly parent?: T | undefined;
}

/** Tests and groups in the middle of which a run has ended. A guest may begin one a hundred thousand times. */
export class Unfinished<T extends Nested<T>> {
  private readonly items = new Set<T>();

  add(item: T): void {
    this.items.add(item);
  }

  /** Those that no other one lies in, in their order. */
  innermost(): readonly T[] {
    const outer = new Set([...this.items].map(({ parent }) => parent));
    return [...this.items].filter((item) => !outer.has(item));
  }
}
