/** How often a condition is looked at, in milliseconds. */
const LOOK_MS = 25;

/**
 * Looks at a condition until it holds, and returns what it gave.
 * @param condition May fail until it holds; the last failure is told when time is up.
 * @throws with the message after `ms` milliseconds.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  ms: number,
  message: string,
): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
  const end = Date.now() + ms;
  let reason: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Exclude<T, false | undefined | null | 0 | ''>;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    if (Date.now() > end) {
      const why = reason instanceof Error ? `: ${reason.message}` : '';
      throw new Error(`${message} (not within ${ms / 1000} s${why})`, { cause: reason });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
