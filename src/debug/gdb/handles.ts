/**
 * Numbers for things that the editor asks about later. A number is never reused: a question about the last stop finds
 * nothing, instead of something else.
 */
export class Handles<T> {
  private next = 1;
  private readonly kept = new Map<number, T>();

  create(value: T): number {
    const handle = this.next++;
    this.kept.set(handle, value);
    return handle;
  }

  get(handle: number): T | undefined {
    return this.kept.get(handle);
  }

  clear(): void {
    this.kept.clear();
  }
}
