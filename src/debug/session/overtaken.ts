/** What GDB says about a command that it will not take while the guest runs; the first is about one thread. */
export const IS_RUNNING = /(?:selected thread|target) is running/i;

/** What the editor asks by itself for its views, after each stop. */
const VIEWS = new Set([
  'threads',
  'stackTrace',
  'scopes',
  'variables',
  'disassemble',
  'readMemory',
  'exceptionInfo',
]);

/** Whether the editor had asked for a view when the guest was let go on: nobody waits for that answer any more. */
export const isOvertaken = (command: string, message: string): boolean =>
  VIEWS.has(command) && IS_RUNNING.test(message);
