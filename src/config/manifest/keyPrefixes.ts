/** What the setting `keyPrefix` can be: keys that a terminal sends as one control character. */
export const KEY_PREFIXES = ['off', 'ctrl+a', 'ctrl+b', 'ctrl+t', 'ctrl+]'] as const;
