import type { LinuxFacts, Stack } from './facts';
import type { LinuxKind, Opening } from './kind';

const PROCESSOR = /\bCPU: \d{1,5} (?:UID: \d{1,10} )?PID: -?\d{1,10} /;
/** Dumps of others, which are no crashes. */
const OTHERS = /^(?:FAULT_INJECTION: |warn_alloc|\S{1,64}: (?:page allocation failure|vmalloc))/;

/**
 * Why the stacks in a report cannot be taken for its own, if they cannot. Consoles without contexts mix what two
 * processors print, line by line.
 */
export function mixture(kind: LinuxKind, opening: Opening, facts: LinuxFacts): string | undefined {
  if (opening.line.context !== undefined || kind.everybody === true) return undefined;
  const called = facts.stacks.find((stack) => stack.kind === 'call');
  if (!called?.heading) return undefined;
  if (!opening.found[0].startsWith('WARNING')) return undefined;
  return processorIsNamed(facts, called) ? undefined : 'The stack is that of another report.';
}

/** A dump says which processor it is of before its stack begins; without that, the stack belongs to an earlier dump. */
function processorIsNamed({ lines }: LinuxFacts, { heading }: Stack): boolean {
  for (const line of lines) {
    if (line === heading) return false;
    if (PROCESSOR.test(line.text)) return true;
    if (OTHERS.test(line.text)) return false;
  }
  return false;
}
