import { keptSize } from '../protocols/keptSize';
import type { TestItem } from './protocol';

/** Of one message, in characters: an extension host's main thread unpacks it. */
const MOST_A_MESSAGE = 2_000_000;

/** Items on their way to who is told of them, a message's worth at a time. */
export class ItemQueue {
  private items: TestItem[] = [];
  private size = 0;

  push(item: TestItem): void {
    this.items.push(item);
    this.size += sizeOf(item);
  }

  /** More than one message has room for. */
  get isFull(): boolean {
    return this.size > MOST_A_MESSAGE;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** @returns the first ones, as many as a message has room for. */
  take(): TestItem[] {
    let size = 0;
    let count = 0;
    for (const item of this.items) {
      const grown = size + sizeOf(item);
      if (count > 0 && grown > MOST_A_MESSAGE) break;
      size = grown;
      count++;
    }
    this.size -= size;
    return this.items.splice(0, count);
  }
}

function sizeOf(item: TestItem): number {
  if ('output' in item) return item.output.length;
  const { lines = [] } = item.result;
  return lines.reduce((sum, line) => sum + line.length, keptSize(item.result));
}
