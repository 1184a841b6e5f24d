import { delay } from '../../../concurrency/timeout';

/** How long after a machine was resumed GDB may still be hearing of a stop before that, in milliseconds. */
const SETTLED_MS = 200;

/** What is known about a session and its machine. */
export interface Resumption {
  /** Whether GDB takes the guest to run or is resuming it, or what happens is the session's own doing. */
  isOurs(): boolean;
  /** Whether the machine runs: events may come late, but the monitor's answer is true now. */
  runs(): Promise<boolean>;
  /** Brings GDB to take the guest to run. */
  follow(signal: AbortSignal): Promise<void>;
}

/** Notices a machine that something else resumes while GDB takes it to be stopped. */
export class ResumedElsewhere {
  private times = 0;
  private looking = false;

  /** @param run Runs a task of the session. */
  constructor(
    private readonly resumption: Resumption,
    private readonly run: (work: (signal: AbortSignal) => Promise<void>) => void,
  ) {}

  /** The machine was resumed, by the session or by something else. */
  resumed(): void {
    this.times++;
    if (this.looking) return;
    this.looking = true;
    this.run(async (signal) => {
      try {
        await this.look(signal);
      } finally {
        this.looking = false;
      }
    });
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { resumption } = this;
    // Each step of GDB's is a resumption, too: the last one counts.
    for (let seen = -1; seen !== this.times;) {
      seen = this.times;
      await delay(SETTLED_MS, signal);
    }
    // Looked at on both sides of the question, for GDB may have been told to go on while it was asked.
    if (resumption.isOurs() || !(await resumption.runs()) || resumption.isOurs()) return;
    await resumption.follow(signal);
  }
}
