import { Gate } from '../../concurrency/gate';

/** Ctrl-C, which ends a look at a kept machine, and all of the run when nobody looks. */
export class Interrupts {
  private readonly looks = new Set<Gate>();

  /** @returns whether there was a look, which ends now. */
  take(): boolean {
    for (const look of this.looks) look.open();
    return this.looks.size > 0;
  }

  /** Resolves with the next Ctrl-C. @throws `signal.reason` on abort. */
  async wait(signal: AbortSignal): Promise<void> {
    const look = new Gate('Ctrl-C');
    this.looks.add(look);
    try {
      await look.wait(signal);
    } finally {
      this.looks.delete(look);
    }
  }
}
