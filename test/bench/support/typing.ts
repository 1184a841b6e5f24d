import { quantile } from './numbers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TypingOptions {
  /** By each road. */
  readonly keys: number;
}

export interface TypingResult {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** A fast typist's keys come no closer; in milliseconds. What is quicker than that is a paste. */
const LEAST_GAP_MS = 10;
const MOST_GAP_MS = 60;
const ANSWER_LIMIT_MS = 5000;
/** How many keys go by one road before the next one has its turn. Even: each key is taken back by the next. */
const KEYS_IN_A_TURN = 6;

/** A guest at its prompt, reached by some road. */
export interface Echo {
  send(key: string): void;
  /** Is called at whatever comes from the guest. */
  listen(heard: () => void): void;
  stop(): Promise<void>;
}

/** Types a letter and takes it back, again and again, at uneven distances, and measures from key to echo. */
export async function measureTyping<K extends string>(
  { keys }: TypingOptions,
  echoes: Record<K, Echo>,
): Promise<Record<K, TypingResult>> {
  const roads = (Object.keys(echoes) as K[]).map((name) => ({
    name,
    echo: echoes[name],
    times: [] as number[],
  }));
  for (let key = 0; key < keys; key += KEYS_IN_A_TURN) {
    for (const { echo, times } of roads) {
      for (let turn = 0; turn < KEYS_IN_A_TURN; turn++) {
        await sleep(LEAST_GAP_MS + Math.random() * (MOST_GAP_MS - LEAST_GAP_MS));
        times.push(await press(echo, turn % 2 === 0 ? 'x' : '\x7f'));
      }
    }
  }
  const results = roads.map(({ name, times }) => [name, summary(times)]);
  return Object.fromEntries(results) as Record<K, TypingResult>;
}

/** @returns milliseconds until something came back. */
function press(echo: Echo, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no echo')), ANSWER_LIMIT_MS);
    const sent = performance.now();
    echo.listen(() => {
      clearTimeout(timer);
      resolve(performance.now() - sent);
    });
    echo.send(key);
  });
}

function summary(times: readonly number[]): TypingResult {
  return { medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99), maxMs: Math.max(...times) };
}
