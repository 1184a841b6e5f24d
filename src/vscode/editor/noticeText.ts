/** A notification is no log, in characters: about twice as long as the longest of our own sentences. */
const MOST = 500;
/** Of what is too long the end stays, too: the guest's last words are there, or our advice. */
const HALF = MOST / 2;

/**
 * Any text as a notification can have it: names and errors may have words of a guest, of QEMU or of a file in them.
 * The editor makes links of `[text](address)`, also to commands: here they stay text.
 */
export function noticeText(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll('](', '] (')
    .trim();
  return line.length <= MOST ? line : `${line.slice(0, HALF)} … ${line.slice(-HALF)}`;
}
