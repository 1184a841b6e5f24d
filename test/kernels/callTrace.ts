import assert from 'node:assert/strict';

/** A function in a line of a kernel's own stack, e.g. ` panic+0x107/0x2e5`; a `?` before it says that it is a guess. */
const ENTRY = /^(?:\[[ .\d]+\])?\s+([\w.]+)\+0x[0-9a-f]+\/0x[0-9a-f]+/;

/** The names of the functions in the stack that a Linux kernel has last printed, innermost first. */
export function callTrace(console: string): string[] {
  const [, trace = ''] = /.*Call [Tt]race:([^]*)/.exec(console) ?? [];
  const lines = trace.split(/\r?\n/).slice(1);
  const end = lines.findIndex((line) => line.includes('</TASK>') || line.includes('---['));
  return (end < 0 ? lines : lines.slice(0, end)).flatMap((line) => ENTRY.exec(line)?.[1] ?? []).map(plain);
}

/** Checks that a debugger's stack has these functions in this order; it has others between: inlined ones, for example. */
export function assertHasInOrder(frames: readonly string[], functions: readonly string[]): void {
  let at = 0;
  for (const name of functions) {
    const found = frames.findIndex((frame, index) => index >= at && plain(frame) === name);
    assert.ok(found >= 0, `${name} is not in the stack behind ${at} frames: ${frames.join(' ← ')}`);
    at = found + 1;
  }
}

/**
 * A function without what the compiler appends to the names of its parts and copies, as in `.cold` and `.isra.0`; and
 * the kernel's entry instead of a label in it, which GDB does not take for a function.
 */
function plain(name: string): string {
  return name.replace(/\..*$|_after_hwframe$/, '');
}
