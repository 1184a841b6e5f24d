import type { ConsoleLine } from '../console/consoleLine';
import { readRegisters } from '../frames/registers';
import type { CrashReport } from '../report';
import type { Gathering, Recogniser, Verdict } from '../recogniser';
import { clipTitle } from '../text/title';
import type { PlainFacts, PlainRule, PlainSystem } from './plainSystem';
import type { Opening } from '../opening';

const MOST_LINES = 1000;
const PATIENCE = 12;
/** What follows a reset: no report goes on behind it. */
const BOOTS =
  /^(?:Linux version \d|Booting the kernel|SeaBIOS \(|U-Boot \d|U-Boot SPL|OpenSBI v|UEFI firmware|xv6 kernel is booting|\*\*\* Booting Zephyr)/;
/** The first lines belong to it whatever they say. */
const HEAD = 3;

/** Makes a recogniser of a system whose reports are one run of lines. */
export function plainRecogniser(system: PlainSystem): Recogniser {
  return {
    system: system.system,
    triggers: [...new Set(system.rules.flatMap((rule) => rule.triggers))],
    begin(line, before): Gathering | undefined {
      for (const rule of system.rules) {
        const found = rule.begins.exec(line.text);
        if (found) return new PlainGathering(system, rule, { line, found, before });
      }
      return undefined;
    },
  };
}

class PlainGathering implements Gathering {
  private readonly lines: ConsoleLine[];
  /** How many of the lines are known to belong to the report. */
  private belonging = 1;

  constructor(
    private readonly system: PlainSystem,
    private readonly rule: PlainRule,
    private readonly opening: Opening,
  ) {
    this.lines = [opening.line];
  }

  claims({ text }: ConsoleLine): boolean {
    return this.system.joins?.test(text) === true;
  }

  offer(line: ConsoleLine): Verdict {
    const { text } = line;
    if (this.system.over?.test(text) || BOOTS.test(text)) return 'over';
    this.lines.push(line);
    const isLast = this.system.last?.test(text) === true;
    if (!isLast && !this.isPart(line)) {
      return this.lines.length - this.belonging > (this.system.patience ?? PATIENCE) ? 'over' : 'passes';
    }
    this.belonging = this.lines.length;
    return isLast || this.lines.length >= MOST_LINES ? 'last' : 'belongs';
  }

  finish(): CrashReport | undefined {
    const lines = this.lines.slice(0, this.belonging);
    const facts = readPlainFacts(this.system, lines);
    const naming = this.rule.name(this.opening, facts);
    if (!naming) return undefined;
    const { line } = this.opening;
    const { guilty, guiltyName, title, altTitles = [], ...rest } = naming;
    const name = guiltyName ?? guilty?.symbol;
    return {
      system: this.system.system,
      tasks: [],
      frames: facts.frames,
      registers: facts.registers,
      ...(line.context === undefined ? {} : { context: line.context }),
      ...rest,
      title: clipTitle(title),
      altTitles: altTitles.map(clipTitle).filter((other) => other !== clipTitle(title)),
      ...(name === undefined ? {} : { guilty: name }),
      ...(guilty ? { guiltyFrame: guilty } : {}),
      start: line.start,
      end: lines.at(-1)?.end ?? line.end,
    };
  }

  private isPart(line: ConsoleLine): boolean {
    return (
      (this.system.patience !== 0 && this.lines.length <= HEAD) ||
      this.system.parts.test(line.text) ||
      this.system.readFrame(line) !== undefined ||
      readRegisters(line.text).length > 0
    );
  }
}

function readPlainFacts(system: PlainSystem, lines: readonly ConsoleLine[]): PlainFacts {
  const frames = lines.map((line) => system.readFrame(line)).filter((frame) => frame !== undefined);
  const registers = lines.flatMap(({ text }) => readRegisters(text));
  return { lines, frames, registers };
}
