import type { LinuxFacts, Stack } from './facts';
import type { LinuxKind } from './kind';
import type { Opening } from '../opening';

const PROCESSOR = /\bCPU: \d{1,5} (?:UID: \d{1,10} )?PID: -?\d{1,10} /;
/** Dumps of others, which are no crashes. */
const OTHERS = /^FAULT_INJECTION: |(?:page|vmalloc:) allocation failure/;
/** A warning prints no frame before its stack. */
const WARNS = /^WARNING: (?:CPU|at|\[)/;

/**
 * Why the stacks in a report cannot be taken for its own, if they cannot. Consoles without contexts mix what two
 * processors print, line by line.
 */
export function mixture(kind: LinuxKind, opening: Opening, facts: LinuxFacts): string | undefined {
  if (opening.line.context !== undefined || kind.everybody === true) return undefined;
  if (!WARNS.test(opening.found[0])) return undefined;
  const called = facts.stacks.find((stack) => stack.kind === 'call');
  const [header] = facts.stacks;
  if (!called?.heading) return undefined;
  const isMixed =
    header?.frames.some((frame) => !frame.raw.includes('P: ') && frame.symbol !== undefined) === true;
  return isMixed || !processorIsNamed(facts, called) ? 'The stack is that of another report.' : undefined;
}

/** A dump says which processor it is of before its stack begins; without that, the stack belongs to an earlier dump. */
function processorIsNamed({ lines }: LinuxFacts, { heading }: Stack): boolean {
  for (const line of lines.slice(1)) {
    if (line === heading || OTHERS.test(line.text)) return false;
    if (PROCESSOR.test(line.text)) return true;
  }
  return false;
}
