/** XML 1.0 has no way to write most control characters, nor halves of a character. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Anybody's text between two tags. */
export function xmlContent(text: string): string {
  return text
    .replace(UNWRITABLE, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Anybody's text between the quotes of an attribute. */
export function xmlAttribute(text: string): string {
  return xmlContent(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
