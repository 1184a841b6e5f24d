/** What only a debugger understands. */
const DEBUGGER_FIELDS = ['stopOnSymbol', 'stopAtEntry', 'setupCommands', 'symbolFiles', 'sourceMap', 'gdb'];

/** The same machine for "Run Without Debugging": it runs at once, and a crash is what it would be without us. */
export function withoutDebugging<T extends object>(config: T): T {
  const kept = Object.entries(config).filter(([key]) => !DEBUGGER_FIELDS.includes(key));
  const own = { ...(Object.fromEntries(kept) as T), debugger: 'none' };
  return 'request' in config && config.request === 'attach' ? own : { ...own, postMortem: false };
}
