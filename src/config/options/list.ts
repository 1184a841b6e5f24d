/** One part of a value such as `e1000,netdev=n0,mac=…`. */
export interface ListItem {
  readonly key: string;
  readonly value: string;
  /** The word stands alone: as the implied first key (`e1000`), or as a switch (`server`, `nowait`). */
  readonly bare?: true;
}

/** A value inside QEMU's comma-separated options: a comma in it is written twice. */
export function escapeCommas(text: string): string {
  return text.replaceAll(',', ',,');
}

/**
 * Takes a comma-separated value apart as QEMU does (util/qemu-option.c). A later word without `=` is a switch: `server`
 * means `server=on`, `nowait` means `wait=off`. Never throws.
 * @param implied The key that the first word belongs to if it stands alone.
 */
export function readList(text: string, implied?: string): ListItem[] {
  if (text === '') return [];
  return splitAtCommas(text).map((part, index): ListItem => {
    const equals = part.indexOf('=');
    if (equals >= 0) return { key: part.slice(0, equals), value: unescape(part.slice(equals + 1)) };
    const word = unescape(part);
    if (index === 0 && implied !== undefined) return { key: implied, value: word, bare: true };
    return word.startsWith('no')
      ? { key: word.slice(2), value: 'off', bare: true }
      : { key: word, value: 'on', bare: true };
  });
}

/** The value of a key; the last one, as QEMU takes it. */
export function valueIn(items: readonly ListItem[], key: string): string | undefined {
  return items.findLast((item) => item.key === key)?.value;
}

/** Writes a list as QEMU reads it. @param implied As for `readList`. */
export function writeList(items: readonly ListItem[], implied?: string): string {
  return items
    .map(({ key, value, bare }, index) => {
      if (bare && index === 0 && key === implied) return escapeCommas(value);
      return bare && value === 'on' ? key : `${key}=${escapeCommas(value)}`;
    })
    .join(',');
}

/** At single commas; two in a row belong to the text. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ',') continue;
    if (text[at + 1] === ',') {
      at++;
      continue;
    }
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

const unescape = (text: string): string => text.replaceAll(',,', ',');
