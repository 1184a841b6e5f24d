/** Names and reasons are cut here, in characters: a guest need never end one. */
const LONGEST_NAME = 300;
/** Of the names of all groups on the way to a test, in characters: a guest prints them once, and each result has them. */
const LONGEST_GROUPS = 600;
/** Left of a name behind that, in characters. */
const SHORTEST_NAME = 10;

/** A name or a reason as it is kept. */
export const cut = (text: string): string => cutTo(text, LONGEST_NAME);

/**
 * A path as it is kept, in about a thousand characters. A name is cut alike in all paths that begin with the same groups, so that a
 * group stays one.
 * @param path From the outermost group on.
 * @param isGroup Whether its last name is that of a group.
 */
export function cutPath(path: readonly string[], isGroup = false): readonly string[] {
  let left = LONGEST_GROUPS;
  return path.map((name, level) => {
    const isTest = !isGroup && level === path.length - 1;
    if (isTest) return cut(name);
    const kept = cutTo(name, Math.min(LONGEST_NAME, Math.max(SHORTEST_NAME, left)));
    left -= kept.length;
    return kept;
  });
}

const cutTo = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
