import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { joinGoFrames } from '../frames/goFrame';
import { titleOf } from '../text/title';

const GOROUTINE = /^(?:\[\d.{0,40}> )?goroutine \d{1,12}(?: gp=\S{1,20}| m=\S{1,20}| mp=\S{1,20}){0,4} \[/;
/** The runtime's own functions lead to the panic, and are not to blame for it. */
const RUNTIME = /^(?:runtime\.|runtime\/|panic$|testing\.tRunner)/;
/** The numbers behind the message differ from one run to the next. */
const DETAILS = /(out of range|nil pointer dereference|divide by zero|negative slice len)\b.*$/;

/** Whether a goroutine's stack follows. */
export function isGo({ lines }: PlainFacts): boolean {
  return lines.some(({ text }) => GOROUTINE.test(text));
}

/** Names a panic of a Go program; gVisor is one. */
export function nameGoPanic(words: string, facts: PlainFacts): PlainNaming {
  return { ...goBase(facts), title: titleOf(`panic: ${words.replace(DETAILS, '$1')}`), type: 'DoS' };
}

/** Names an error of the Go runtime. */
export function nameGoError(words: string, facts: PlainFacts): PlainNaming {
  return { ...goBase(facts), title: titleOf(words), type: '' };
}

function goBase({ frames }: PlainFacts): Pick<PlainNaming, 'system' | 'frames' | 'guilty' | 'file' | 'line'> {
  const calls = joinGoFrames(frames);
  const guilty = calls.find(({ symbol }) => symbol !== undefined && !RUNTIME.test(symbol));
  return {
    system: calls.some(isGvisor) ? 'gvisor' : 'go',
    frames: calls,
    ...(guilty ? { guilty, ...placeOf(guilty) } : {}),
  };
}

function isGvisor({ symbol = '' }: CrashFrame): boolean {
  return symbol.startsWith('gvisor.');
}

function placeOf({ file, line }: CrashFrame): { file?: string; line?: number } {
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}
