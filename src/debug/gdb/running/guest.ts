import * as l10n from '@vscode/l10n';
import { Resets } from '../../target/resets';
import type { DebugTarget } from '../../target/target';

/** The machine of a session, once there is one, and what the session is doing with it. */
export class Guest {
  target: DebugTarget | undefined;
  /** Whether the guest ran when the session found it. */
  foundRunning = true;
  /** The session resets the machine. */
  restarting = false;
  /** The session lets go of the machine: what the machine does from now on is no news. */
  leaving = false;
  private made: Resets | undefined;

  /** @param postMortem Whether a machine of ours was told to stop instead of resetting or ending. */
  constructor(private readonly postMortem: boolean) {}

  /** The session has got its machine. */
  found(target: DebugTarget, running: boolean): void {
    this.target = target;
    this.foundRunning = running;
    this.made = new Resets(target, this.postMortem && target.startedBySession);
  }

  /** @throws when there is none yet. */
  get machine(): DebugTarget {
    if (!this.target) throw new Error(l10n.t('The machine has not been started.'));
    return this.target;
  }

  get resets(): Resets | undefined {
    return this.made;
  }
}
