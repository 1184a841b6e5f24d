import { Emitter, type Disposable } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { delay } from '../../concurrency/timeout';
import type { QmpEvent } from '../qmp/messages';
import { INITIAL_STATE, reduce, type MachineState, type StateInput, type StateModel } from './state';

/** How often a reset loop is looked at until it is over, in milliseconds. */
const LOOP_LOOK_MS = 500;

/** Keeps a machine's state up to date and tells of its changes. The rules are in `state.ts`. */
export class StateTracker implements Disposable {
  #model = INITIAL_STATE;
  private readonly changed = new Emitter<MachineState>();
  private watchingLoop = false;
  private asking = false;

  readonly onDidChange = this.changed.event;

  /** @param ask Runs `query-status` and returns the status, for stops that nothing explains. */
  constructor(
    private readonly group: TaskGroup,
    private readonly ask: (signal: AbortSignal) => Promise<string>,
    private readonly gdbStub: () => boolean,
  ) {}

  get model(): StateModel {
    return this.#model;
  }

  event(event: QmpEvent): void {
    this.input({ kind: 'event', event });
  }

  input(input: StateInput): void {
    const before = this.#model;
    this.#model = reduce(before, input);
    const { state, why, unexplained } = this.#model;
    if (unexplained) this.explain();
    if (why === 'reset loop') this.watchLoop();
    if (state !== before.state || why !== before.why) this.changed.fire(state);
  }

  /** Asks QEMU for its status, for when the events do not tell. */
  explain(): void {
    if (this.asking || this.group.signal.aborted) return;
    this.asking = true;
    void this.group.run('query status', async ({ signal }) => {
      try {
        this.input({ kind: 'status', status: await this.answered(signal), gdbStub: this.gdbStub() });
      } catch {
        // QEMU has ended or does not answer: then other things tell its state.
      } finally {
        this.asking = false;
      }
    });
  }

  /** What QEMU says now. An answer is heard later than the events behind it: what came meanwhile is newer. */
  private async answered(signal: AbortSignal): Promise<string> {
    for (;;) {
      const before = this.#model;
      const status = await this.ask(signal);
      if (this.#model === before) return status;
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private watchLoop(): void {
    if (this.watchingLoop || this.group.signal.aborted) return;
    this.watchingLoop = true;
    void this.group.run('watch reset loop', async (context) => {
      try {
        while (this.#model.why === 'reset loop') {
          await context.waitFor('the next look', delay(LOOP_LOOK_MS, context.signal));
          this.input({ kind: 'tick', time: Date.now() });
        }
      } finally {
        this.watchingLoop = false;
      }
    });
  }
}
