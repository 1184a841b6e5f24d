import { sleep } from './wait';
import { quantile } from './numbers';

export interface TypingOptions {
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

/** A guest at its prompt, reached by some road. */
export interface EchoSubject {
  send(key: string): void;
  /** Is called at whatever comes from the guest. */
  listen(heard: () => void): void;
}

/** Types a letter and takes it back, again and again, at uneven distances, and measures from key to echo. */
export async function measureTyping({ keys }: TypingOptions, subject: EchoSubject): Promise<TypingResult> {
  let heard = (): void => undefined;
  subject.listen(() => heard());
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await sleep(LEAST_GAP_MS + Math.random() * (MOST_GAP_MS - LEAST_GAP_MS));
    times.push(
      await new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no echo')), ANSWER_LIMIT_MS);
        const sent = performance.now();
        heard = () => {
          clearTimeout(timer);
          resolve(performance.now() - sent);
        };
        subject.send(key % 2 === 0 ? 'x' : '\x7f');
      }),
    );
  }
  return { medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99), maxMs: Math.max(...times) };
}
