import { Emitter, type Disposable } from '../../concurrency/event';
import type { Logger } from '../../log/logger';
import { effectOf, endedJob } from './operations';
import type { QmpClient, QmpOptions } from '../qmp/client';
import { EventCoalescer, type MachineEvent } from '../qmp/events';
import type { QmpArguments, QmpEvent } from '../qmp/messages';
import type { StateTracker } from './stateTracker';

/**
 * The monitor as everyone above uses it: commands in, events out. It tells the state what a command is about to do
 * to the guest, so that a stop is put down to the one who caused it.
 */
export class QmpMonitor implements Disposable {
  private readonly received = new Emitter<MachineEvent>();
  private readonly coalescer = new EventCoalescer((event) => this.pass(event));
  private readonly jobs = new Set<string>();
  private readonly subscription: Disposable;

  readonly onDidReceiveEvent = this.received.event;

  constructor(
    private readonly client: QmpClient,
    private readonly state: StateTracker,
    private readonly log: Logger,
  ) {
    this.subscription = client.onEvent((event) => this.receive(event));
  }

  /** @throws as {@link QmpClient.execute} does. */
  async run(command: string, args: QmpArguments = {}, options: QmpOptions = {}): Promise<unknown> {
    const effect = effectOf(command, args);
    switch (effect.kind) {
      case 'none':
        return await this.client.execute(command, args, options);
      case 'pause':
        return await this.pausing(() => this.client.execute(command, args, options));
      case 'busy':
        return await this.busy(() => this.client.execute(command, args, options));
      case 'job':
        return await this.startJob(effect.id, () => this.client.execute(command, args, options));
    }
  }

  /** Runs a line of the human monitor and returns what it prints, with `\n` line ends. */
  async hmp(line: string, signal?: AbortSignal): Promise<string> {
    const answer = await this.run('human-monitor-command', { 'command-line': line }, { signal });
    return typeof answer === 'string' ? answer.replaceAll('\r\n', '\n') : '';
  }

  /** Passes on what is held back; QEMU has ended, so no more will come. */
  end(): void {
    this.coalescer.flush();
  }

  dispose(): void {
    this.subscription.dispose();
    this.coalescer.dispose();
    this.received.dispose();
  }

  /** The event comes before the answer, so the intent is over with the answer, whether it had an effect or not. */
  private async pausing(work: () => Promise<unknown>): Promise<unknown> {
    this.state.input({ kind: 'intent', why: 'user' });
    try {
      return await work();
    } finally {
      this.state.input({ kind: 'intent', why: undefined });
    }
  }

  private async busy(work: () => Promise<unknown>): Promise<unknown> {
    this.state.input({ kind: 'busy' });
    try {
      return await work();
    } finally {
      this.idle();
    }
  }

  private async startJob(id: string, work: () => Promise<unknown>): Promise<unknown> {
    this.state.input({ kind: 'busy' });
    this.jobs.add(id);
    try {
      return await work();
    } catch (error) {
      this.endJob(id);
      throw error;
    }
  }

  private endJob(id: string): void {
    if (this.jobs.delete(id)) this.idle();
  }

  /** A guest that was paused, or had a stop of its own meanwhile, is found where QEMU left it. */
  private idle(): void {
    this.state.input({ kind: 'idle' });
    this.state.explain();
  }

  /** The state hears each event at once; everyone else hears bursts as one. */
  private receive(event: QmpEvent): void {
    this.state.event(event);
    const job = endedJob(event.name, event.data);
    if (job !== undefined) this.endJob(job);
    this.coalescer.push(event);
  }

  private pass(event: MachineEvent): void {
    const times = event.count > 1 ? ` ×${event.count}` : '';
    this.log.write('trace', `event ${event.name}${times} ${JSON.stringify(event.data)}`, event.time);
    this.received.fire(event);
  }
}
