import { messageOf } from '../concurrency/messageOf';
import type { Logger } from './logger';

/** Does a part of an end whose failure is told and does not keep the other parts from being done. Never rejects. */
export async function attempt(what: string, log: Logger, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn(`${what}: ${messageOf(error)}`);
  }
}
