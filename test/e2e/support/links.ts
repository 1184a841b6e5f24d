import { until, type Truthy } from '../../support/until';
import { page } from './page';

/** How long what a link leads to takes on a busy computer, in milliseconds, before the link is followed again. */
const SHOWN_MS = 10_000;

/**
 * Follows a link in the visible terminal, as a person does who sees that nothing came of it, until something has: a line that comes
 * between the look and the click moves the link away from under the mouse.
 * @param shown What it leads to, once that is to be seen.
 */
export async function followLink<T>(
  text: string,
  what: string,
  shown: () => T | Promise<T>,
): Promise<Truthy<T>> {
  return await until(what, async () => {
    await page.followInTerminal(text);
    return await until(what, shown, { limitMs: SHOWN_MS });
  });
}
