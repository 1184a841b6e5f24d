/** How many times the text moves the cursor down a line. VT and FF, which do so too, come as texts of their own. */
export function lineFeeds(text: string): number {
  if (text === '\v' || text === '\f') return 1;
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
