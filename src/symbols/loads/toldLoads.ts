import type { Event } from '../../concurrency/event';
import type { Load } from './load';

/** What a log tells about images: a `LoadTracker`, or what one had at some line. */
export interface ToldLoads {
  /** The newest last. */
  readonly loads: readonly Load[];
  /** Linux's first line. */
  readonly banner?: string | undefined;
}

/** Somebody who follows a log. */
export interface LoadTeller {
  readonly loads: ToldLoads;
  /** Fires when they have changed. */
  readonly onDidTellLoads: Event<ToldLoads>;
}

export const NOTHING_TOLD: ToldLoads = { loads: [] };
