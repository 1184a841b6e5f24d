/** Names and reasons are cut here, in characters: a guest need never end one. */
const LONGEST_NAME = 300;

/** A name or a reason as it is kept. */
export const cut = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
