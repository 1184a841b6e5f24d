import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../concurrency/messageOf';
import { passesAfter, passesBefore, type HitRule } from './hitCondition';
import { quote } from '../process/mi';

/** One breakpoint that the editor wants. */
export interface Wanted {
  /** What follows `-break-insert`, or `-break-watch` for a watchpoint. */
  readonly place: string;
  readonly watch?: boolean;
  readonly condition?: string;
  readonly hits?: HitRule;
  /** A log point's text: it is printed, and the guest goes on. */
  readonly log?: string;
  /** Why it cannot be had at all. */
  readonly problem?: string;
}

/** What GDB says about a breakpoint (GDB manual, "GDB/MI Breakpoint Information"). */
export interface GdbBreakpoint {
  readonly number: string;
  readonly type?: string;
  readonly line?: string;
  readonly addr?: string;
  readonly fullname?: string;
  readonly pending?: string;
  readonly disp?: string;
}

interface Entry {
  readonly key: string;
  readonly wanted: Wanted;
  readonly found: GdbBreakpoint;
}

export interface InsertAnswer {
  readonly bkpt?: GdbBreakpoint | readonly GdbBreakpoint[];
  readonly wpt?: GdbBreakpoint;
  readonly 'hw-rwpt'?: GdbBreakpoint;
  readonly 'hw-awpt'?: GdbBreakpoint;
}

/** Runs an MI command and returns GDB's results. Rejects with GDB's error. */
export type Send = <T>(command: string) => Promise<T>;

/**
 * The editor's breakpoints as GDB has them. The editor always names all of one group (a source file, all functions,
 * …); what is there already stays as it is, with its hit count.
 */
export class BreakpointTable {
  private readonly groups = new Map<string, readonly Entry[]>();

  constructor(private readonly send: Send) {}

  /** Whether `set` would have anything to do that the guest must be stopped for. */
  differs(group: string, wanted: readonly Wanted[]): boolean {
    const have = (this.groups.get(group) ?? []).map(({ key }) => key).sort();
    const want = wanted.map(keyOf).sort();
    return have.length !== want.length || have.some((key, index) => key !== want[index]);
  }

  /** Makes a group be exactly this. The answers are in the order of `wanted`. */
  async set(group: string, wanted: readonly Wanted[]): Promise<DebugProtocol.Breakpoint[]> {
    const spare = [...(this.groups.get(group) ?? [])];
    const kept = wanted.map((each) => take(spare, keyOf(each)));
    const entries = kept.filter((entry) => entry !== undefined);
    // Deleted first, then inserted: hardware has few.
    for (const entry of spare) await this.remove(entry);
    const answers: DebugProtocol.Breakpoint[] = [];
    for (const [index, each] of wanted.entries()) {
      const entry = kept[index] ?? (await this.insert(each));
      if ('found' in entry && !kept[index]) entries.push(entry);
      answers.push('found' in entry ? describe(entry.found) : entry);
    }
    this.groups.set(group, entries);
    return answers;
  }

  /** A breakpoint that was set in the Debug Console, so that the editor's next list can name it. */
  adopt(group: string, place: string, found: GdbBreakpoint): void {
    const wanted = { place };
    const entry = { key: keyOf(wanted), wanted, found };
    this.groups.set(group, [...(this.groups.get(group) ?? []), entry]);
  }

  /** Deleted in the Debug Console. */
  forget(number: string): void {
    for (const [group, entries] of this.groups)
      this.groups.set(
        group,
        entries.filter(({ found }) => found.number !== number),
      );
  }

  find(number: string): Wanted | undefined {
    return this.entries().find(({ found }) => found.number === number)?.wanted;
  }

  /** The number of a breakpoint at an address that depends on nothing else. */
  at(address: bigint): string | undefined {
    return this.entries().find(
      ({ wanted, found }) =>
        isAt(found, address) && wanted.condition === undefined && wanted.hits === undefined,
    )?.found.number;
  }

  /** A breakpoint has stopped the guest: decides when it will do so again. */
  async stopped(number: string): Promise<void> {
    const hits = this.find(number)?.hits;
    if (hits) await this.send(`-break-after ${number} ${passesAfter(hits)}`);
  }

  /** The machine starts again, and hits are counted from the start. */
  async rearm(): Promise<void> {
    for (const { wanted, found } of this.entries())
      if (wanted.hits) await this.send(`-break-after ${found.number} ${passesBefore(wanted.hits)}`);
  }

  private entries(): Entry[] {
    return [...this.groups.values()].flat();
  }

  private async insert(wanted: Wanted): Promise<Entry | DebugProtocol.Breakpoint> {
    if (wanted.problem !== undefined) return { verified: false, message: wanted.problem };
    try {
      const found = wanted.watch ? await this.watch(wanted) : await this.break(wanted);
      return { key: keyOf(wanted), wanted, found };
    } catch (error) {
      return { verified: false, message: messageOf(error) };
    }
  }

  private async break({ place, condition, hits }: Wanted): Promise<GdbBreakpoint> {
    const options = [
      ...(condition === undefined ? [] : [`-c ${quote(condition)}`]),
      ...(hits ? [`-i ${passesBefore(hits)}`] : []),
      '-f',
    ];
    return insertedBy(await this.send<InsertAnswer>(`-break-insert ${options.join(' ')} ${place}`));
  }

  private async watch({ place, condition, hits }: Wanted): Promise<GdbBreakpoint> {
    // The place is a C expression, whatever the program's own language is.
    await this.send('-gdb-set language c');
    try {
      const found = insertedBy(await this.send<InsertAnswer>(`-break-watch ${place}`));
      await this.mustBeHardware(found);
      if (condition !== undefined) await this.send(`-break-condition ${found.number} ${condition}`);
      if (hits) await this.send(`-break-after ${found.number} ${passesBefore(hits)}`);
      return found;
    } finally {
      await this.send('-gdb-set language auto');
    }
  }

  /** For any other GDB would single-step the guest, which takes for ever. */
  private async mustBeHardware(found: GdbBreakpoint): Promise<void> {
    const info = await this.send<{ BreakpointTable: { body: readonly GdbBreakpoint[] } }>(
      `-break-info ${found.number}`,
    );
    if (info.BreakpointTable.body[0]?.type !== 'watchpoint') return;
    await this.send(`-break-delete ${found.number}`);
    throw new Error(l10n.t('Hardware cannot watch this much memory, or not at this address.'));
  }

  private async remove({ found }: Entry): Promise<void> {
    // It may have been deleted in the Debug Console.
    await this.send(`-break-delete ${found.number}`).catch(() => undefined);
  }
}

/** Whether no place is known for it; the second is what GDB says once the symbols that had it are gone. */
const isPending = ({ pending, addr }: GdbBreakpoint): boolean =>
  pending !== undefined || addr === '<PENDING>';

/** What the editor is told about a breakpoint. */
export function describe(found: GdbBreakpoint): DebugProtocol.Breakpoint {
  const pending = isPending(found);
  return {
    id: Number(found.number),
    verified: !pending,
    ...(pending && {
      message: l10n.t('There is no such place in the symbols that have been loaded so far.'),
    }),
    ...(found.line !== undefined && { line: Number(found.line) }),
    ...(found.addr?.startsWith('0x') && { instructionReference: found.addr }),
  };
}

function keyOf(wanted: Wanted): string {
  return JSON.stringify(wanted, Object.keys(wanted).concat('kind', 'count').sort());
}

function take(entries: Entry[], key: string): Entry | undefined {
  const at = entries.findIndex((entry) => entry.key === key);
  return at < 0 ? undefined : entries.splice(at, 1)[0];
}

/** The breakpoint that a command has set. One with several locations comes as a list whose first is the whole. */
/** Whether a breakpoint is at an address, and nowhere else: GDB says `<MULTIPLE>` and `<PENDING>`, too. */
export function isAt({ addr = '' }: GdbBreakpoint, address: bigint): boolean {
  return /^0x[\da-f]+$/i.test(addr) && BigInt(addr) === address;
}

export function insertedBy(answer: InsertAnswer): GdbBreakpoint {
  const { bkpt } = answer;
  const found = Array.isArray(bkpt)
    ? (bkpt as readonly GdbBreakpoint[])[0]
    : (bkpt as GdbBreakpoint | undefined);
  const result = found ?? answer.wpt ?? answer['hw-rwpt'] ?? answer['hw-awpt'];
  if (!result) throw new Error('GDB did not say which breakpoint it set.');
  return result;
}
