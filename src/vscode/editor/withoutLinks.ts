/** Notifications make links of `[text](address)`, also to commands: what a guest says there stays text. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
