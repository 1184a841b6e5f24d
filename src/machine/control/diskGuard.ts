import type { Disposable } from '../../concurrency/event';
import { Emitter } from '../../concurrency/event';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import type { DiskNews } from '../../serial/client';
import type { MachineSettings, SerialThread } from '../services';
import type { StateTracker } from './stateTracker';

/** What a person must know about a disk, and what was done. */
export interface DiskChange extends DiskNews {
  /** Whether the machine was paused for it. */
  readonly paused: boolean;
}

export interface DiskGuardParts {
  readonly serial: Pick<SerialThread, 'onDidChangeDisk'>;
  readonly policy: MachineSettings['onDiskFull'];
  readonly tracker: Pick<StateTracker, 'model' | 'input'>;
  /** Stops the guest's processors. */
  readonly stop: () => Promise<unknown>;
  readonly group: TaskGroup;
  readonly log: Logger;
}

/** Pauses the machine before the disk that its output goes to is full, unless told only to warn. */
export class DiskGuard implements Disposable {
  private readonly changed = new Emitter<DiskChange>();
  private readonly subscription: Disposable;

  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DiskGuardParts) {
    this.subscription = parts.serial.onDidChangeDisk((news) => {
      void parts.group.run('see to the disk', () => this.take(news));
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async take(news: DiskNews): Promise<void> {
    const { log, policy, tracker } = this.parts;
    const { path, freeBytes, state } = news;
    log.warn(`disk of ${path}: ${state}, ${freeBytes} bytes free`);
    const paused =
      state !== 'enough' && policy === 'pause' && tracker.model.state === 'running' && (await this.pause());
    this.changed.fire({ path, freeBytes, state, paused });
  }

  private async pause(): Promise<boolean> {
    const { log, stop, tracker } = this.parts;
    tracker.input({ kind: 'intent', why: 'disk' });
    try {
      await stop();
      return true;
    } catch (error) {
      // It has ended, or does not answer: the change is reported all the same.
      log.warn(`cannot pause for the disk: ${messageOf(error)}`);
      return false;
    } finally {
      tracker.input({ kind: 'intent', why: undefined });
    }
  }
}
