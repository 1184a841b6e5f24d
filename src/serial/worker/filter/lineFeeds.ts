/** How many times the text takes the cursor a line down. VT and FF, which do so too, come as texts of their own. */
export function lineFeeds(text: string): number {
  if (text === '\v' || text === '\f') return 1;
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
