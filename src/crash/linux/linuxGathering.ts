import type { ConsoleLine } from '../console/consoleLine';
import { readLinuxFrame } from '../frames/linuxFrame';
import { readProgramCounter } from '../frames/programCounter';
import type { CrashReport } from '../report';
import type { Gathering, Verdict } from '../recogniser';
import { describeLinux } from './describe';
import type { LinuxKind } from './kind';
import type { Opening } from '../opening';
import { skipEntry } from './skip';

/** What one report may have. A stuck machine prints for ever. */
const MOST_LINES = 3000;
/** This many lines of something else, and the report is over. */
const MOST_STRANGE_LINES = 40;
const MOST_FOREIGN_LINES = 4000;
/** The first lines belong to it whatever they say: each kind of report has a head of its own. */
const HEAD = 8;
/** Seconds by the kernel's clock after which a line does not belong any more. */
const LONGEST_PAUSE = 20;

/** What a kernel says first when it boots, or a loader before it. */
const BOOTS =
  /^(?:Linux version \d|Booting the kernel|early console in |Booting Linux on |SeaBIOS |U-Boot |OpenSBI )/;
/** What a kernel says last. */
const LAST = /^(?:---\[ end Kernel panic|Rebooting in \d)/;
/** Lines that stand in reports and nowhere else. Frames are read, not listed. */
const PARTS =
  /^\s{0,8}(?:Modules linked in|CPU: \d|Hardware name|Workqueue: |Call [Tt]race|<\/?(?:IRQ|NMI|TASK|SOFTIRQ|ENTRY_TRAMPOLINE|#)|RIP: |R[0-9A-Z]{2} ?: |FS: |CS: |CR2: |DR[0-9]: |Code: |x\d{1,2} ?: |r\d{1,2} ?: |[a-z]{1,3}\d{0,2} {0,2}: [0-9a-f]{8}|pc : |lr : |sp : |pstate: |Kernel Offset|Dumping ftrace|\(ftrace buffer|---\[ end|={8,}|-{8,}|Kernel panic|Allocated by|Freed by|The buggy|Memory state|which belongs|page:|raw: |flags: |head:|#\d{1,2}: |stack backtrace|other info|Possible unsafe|irq event|hardirqs|softirqs|Showing all|INFO: |Object |Backtrace|Stack: |Internal error|pgd = |Process |Exception stack|PGD |Oops|task: |ESR |FAR |\*pgd|Mem abort|Data abort|Not tainted|Tainted: |"echo 0|\d{1,4} locks? held|rcu: |NMI |Sending NMI|Bytes |Uninit was|Local variable|Pointer tag|Read of size|Write of size|Read at addr|Write at addr|unreferenced object|comm "|hex dump|backtrace)|^ {0,4}[0-9a-f]{16}: |^ {0,4}>?[0-9a-f]{12,16}: |^\s{0,8}$/;

/** A report of the Linux kernel that is being read. */
export class LinuxGathering implements Gathering {
  private readonly lines: ConsoleLine[];
  private lastTime: number | undefined;
  private strange = 0;
  private foreign = 0;
  private isInStack = false;
  /** How many of the lines are known to belong to the report. */
  private belonging = 1;
  private interruption: string | undefined;

  constructor(
    private readonly kind: LinuxKind,
    private readonly opening: Opening,
    private readonly kindAt: (line: ConsoleLine) => LinuxKind | undefined,
  ) {
    this.lines = [opening.line];
    this.lastTime = opening.line.time;
  }

  claims(line: ConsoleLine): boolean {
    if (!this.isMine(line)) return false;
    const kind = this.kindAt(line);
    if (!kind) return false;
    return (
      kind.follows === true ||
      (kind === this.kind && kind.repeats === true) ||
      this.kind.absorbs?.test(line.text) === true
    );
  }

  /** Another report begins. In a log without contexts, what follows would be taken for this one's. */
  yieldsTo(line: ConsoleLine): boolean {
    if (!this.isMine(line) || this.kindAt(line)?.brief === true) return false;
    if (this.isInStack) this.interruption ??= 'Another report begins within the stack of this one.';
    return !this.isInStack;
  }

  offer(line: ConsoleLine): Verdict {
    if (!this.isMine(line)) return ++this.foreign > MOST_FOREIGN_LINES ? 'over' : 'passes';
    if (this.isOver(line)) return 'over';
    if (LAST.test(line.text)) return this.keep(line, 'last');
    const frame = readLinuxFrame(line);
    this.isInStack = frame?.symbol !== undefined && !skipEntry(frame.symbol);
    if (
      frame ||
      this.lines.length < HEAD ||
      readProgramCounter(line) ||
      PARTS.test(line.text) ||
      (line.context !== undefined && this.kind.everybody !== true)
    ) {
      this.strange = 0;
      return this.keep(line, this.lines.length >= MOST_LINES ? 'last' : 'belongs');
    }
    // A program's line among the kernel's, which all have a time, says nothing about where the report ends.
    const isPrograms = line.time === undefined && this.opening.line.time !== undefined;
    if (isPrograms && ++this.foreign <= MOST_FOREIGN_LINES) return this.keep(line, 'passes');
    if (++this.strange > MOST_STRANGE_LINES) return 'over';
    // It may turn out to stand between two lines of the report.
    return this.keep(line, 'passes');
  }

  finish(): CrashReport | undefined {
    return describeLinux(this.kind, this.opening, this.lines.slice(0, this.belonging), this.interruption);
  }

  private keep(line: ConsoleLine, verdict: Verdict): Verdict {
    this.lines.push(line);
    if (verdict !== 'passes') this.belonging = this.lines.length;
    if (line.time !== undefined) this.lastTime = line.time;
    return verdict;
  }

  private isMine({ context }: ConsoleLine): boolean {
    const mine = this.opening.line.context;
    return context === undefined || mine === undefined || context === mine || this.kind.everybody === true;
  }

  private isOver({ text, time }: ConsoleLine): boolean {
    if (BOOTS.test(text)) return true;
    if (time === undefined || this.lastTime === undefined) return false;
    return time < this.lastTime - 5 || time - this.lastTime > LONGEST_PAUSE;
  }
}
