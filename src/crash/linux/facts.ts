import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame, CrashRegister, CrashTask } from '../report';
import { readRegisters } from '../frames/registers';
import { readLinuxFrame } from '../frames/linuxFrame';
import { readLinkRegister, readProgramCounter } from '../frames/programCounter';

/**
 * What a run of frames is about: the stack of the fault, that of an allocation or of another processor that the report
 * quotes, or frames before any such heading.
 */
type StackKind = 'header' | 'call' | 'quoted';

export interface Stack {
  readonly kind: StackKind;
  readonly heading?: ConsoleLine;
  readonly frames: readonly CrashFrame[];
}

/** Everything in the lines of a report that a rule may ask for. */
export interface LinuxFacts {
  readonly lines: readonly ConsoleLine[];
  readonly stacks: readonly Stack[];
  /** Where the processor was, as its register dump says: the first one in the kernel. */
  readonly programCounter?: CrashFrame;
  /** The frames that are instruction pointers of register dumps, and no calls. */
  readonly counters: ReadonlySet<CrashFrame>;
  /** Where it came from, on processors that keep that in a register. */
  readonly linkRegister?: CrashFrame;
  readonly registers: readonly CrashRegister[];
  readonly tasks: readonly CrashTask[];
}

const CALL = /^ {0,4}(?:Call [Tt]race|Backtrace|stack backtrace|Call Backtrace|Stack traceback)\b/;
const QUOTED =
  /^(?:Allocated|Freed|Alloc|Last potentially|Second to last|Uninit was|Local variable|The buggy|Which belongs|page last |stack trace of|hardirqs last|softirqs last|Preemption disabled|the existing dependency|-> #\d|the shortest dep|\.\.\. (?:which became|key )|\{[A-Z-]{1,40}\} state was|kfence-#\d|NMI backtrace for cpu|Sending NMI|INFO: (?:Allocated|Freed) in|other info that|Showing all locks|backtrace:|irq event stamp)/;
const CPU = /\bCPU: (\d{1,5}) (?:UID: \d{1,10} )?PID: (-?\d{1,10}) Comm: (.{0,64}?) (?:Not tainted|Tainted)/;

/** Whether the report shows who called whom. Some architectures print the stack without a heading. */
export function hasCalls({ stacks, counters }: LinuxFacts): boolean {
  const called = stacks.find(({ kind }) => kind === 'call') ?? stacks[0];
  return called?.frames.some((frame) => !counters.has(frame)) === true;
}

/** Reads the lines of one report. */
export function readFacts(lines: readonly ConsoleLine[]): LinuxFacts {
  const reading = new Reading();
  for (const line of lines) reading.take(line);
  return reading.facts(lines);
}

class Reading {
  private readonly stacks: { kind: StackKind; heading?: ConsoleLine; frames: CrashFrame[] }[] = [
    { kind: 'header', frames: [] },
  ];
  private programCounter: CrashFrame | undefined;
  private readonly counters = new Set<CrashFrame>();
  private linkRegister: CrashFrame | undefined;
  private readonly registers = new Map<string, CrashRegister>();
  private readonly tasks = new Map<number, CrashTask>();

  take(line: ConsoleLine): void {
    const { text } = line;
    const pc = readProgramCounter(line);
    const link = readLinkRegister(line);
    if (link) this.linkRegister ??= link;
    else if (pc) {
      // Behind a fault's stack x86 prints the registers of its beginning once more.
      const isEcho = this.programCounter !== undefined && isSamePlace(this.programCounter, pc);
      this.programCounter ??= pc;
      this.counters.add(pc);
      if (pc.symbol !== undefined && !isEcho) this.current.frames.push(pc);
    } else if (CALL.test(text)) this.stacks.push({ kind: 'call', heading: line, frames: [] });
    else if (QUOTED.test(text.trimStart())) this.stacks.push({ kind: 'quoted', heading: line, frames: [] });
    else {
      const frame = readLinuxFrame(line);
      if (frame) this.current.frames.push(frame);
      else this.takeOther(line);
    }
  }

  facts(lines: readonly ConsoleLine[]): LinuxFacts {
    return {
      lines,
      stacks: this.stacks,
      ...(this.programCounter ? { programCounter: this.programCounter } : {}),
      ...(this.linkRegister ? { linkRegister: this.linkRegister } : {}),
      counters: this.counters,
      registers: [...this.registers.values()],
      tasks: [...this.tasks.values()],
    };
  }

  private takeOther({ text }: ConsoleLine): void {
    const cpu = CPU.exec(text);
    if (cpu) {
      const pid = Number(cpu[2]);
      if (!this.tasks.has(pid)) this.tasks.set(pid, { name: cpu[3] ?? '', pid, cpu: Number(cpu[1]) });
      return;
    }
    for (const register of readRegisters(text)) {
      if (!this.registers.has(register.name)) this.registers.set(register.name, register);
    }
  }

  private get current(): { frames: CrashFrame[] } {
    return this.stacks.at(-1) ?? { frames: [] };
  }
}

/** Whether two frames are in one place of one function. */
export const isSamePlace = (one: CrashFrame, other: CrashFrame): boolean =>
  one.symbol !== undefined && one.symbol === other.symbol && one.offset === other.offset;
