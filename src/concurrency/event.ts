/** Something that can be given back; the same shape as `vscode.Disposable`, so either fits where the other is asked for. */
export interface Disposable {
  dispose(): void;
}

/** Subscribe with a listener, unsubscribe by disposing what comes back. The same shape as `vscode.Event`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * A source of events for the rooms that must not import `vscode`.
 *
 * Listeners run in the order in which they subscribed. A listener that throws does not keep the others from
 * hearing: its error is rethrown outside, where the host reports it as uncaught. A listener that was disposed
 * hears no more, also when that happens while others are being told.
 */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  /** How many listen now. A producer may skip work that nobody would hear. */
  get listenerCount(): number {
    return this.listeners.size;
  }

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
