import { raceAbort } from '../../../concurrency/abort';
import type { ProcessorModes } from '../inspection/processorModes';
import type { GuestControl } from '../gdbLink';
import type { GdbStop } from './gdbStop';

/** A row of GDB's table of breakpoints, as far as it matters here. */
interface Row {
  readonly number: string;
  readonly disp?: string;
  readonly enabled?: string;
  readonly addr?: string;
  readonly cond?: string;
  readonly locations?: readonly Row[];
}

/**
 * Breakpoints that are hit unseen by GDB. QEMU stops at addresses; in real mode with a code segment other than 0 the
 * program counter is none, so GDB takes the stop for a trap of the program's own, and would not step off the
 * breakpoint before it continues.
 */
export class SegmentHits {
  /** The vCPU that stands at such a breakpoint. */
  private standing: number | undefined;
  private stepped: (() => void) | undefined;

  constructor(
    private readonly link: GuestControl,
    private readonly modes: Pick<ProcessorModes, 'truePlace'>,
    /** Aborts when the session ends. */
    private readonly signal: AbortSignal,
  ) {}

  /** GDB's number of the breakpoint that a vCPU has hit so; undefined when there is none, or its condition is not met. */
  async numberAt(threadId: number): Promise<string | undefined> {
    this.standing = undefined;
    const place = await this.modes.truePlace(threadId);
    const row = place && (await this.rowAt(place.address));
    if (!row) return undefined;
    this.standing = threadId;
    if (row.disp === 'del') await this.link.send(`-break-delete ${row.number}`);
    return row.number;
  }

  /** Has the guest make the step that GDB would make by itself, had it seen the breakpoint. */
  async stepOff(): Promise<void> {
    const thread = this.standing;
    this.standing = undefined;
    if (thread === undefined) return;
    const stepped = new Promise<void>((resolve) => (this.stepped = resolve));
    // Its end is taken by `take`, not as one of the stops that GDB was asked for quietly.
    await this.link.quietly(async () => {
      await this.link.send(`-exec-step-instruction --thread ${thread}`);
      await raceAbort(stepped, this.signal);
    });
  }

  /** Takes the end of the step that was made here. @returns whether this stop was it. */
  take({ reason }: GdbStop): boolean {
    const { stepped } = this;
    this.stepped = undefined;
    stepped?.();
    // The step may have hit another breakpoint, say: that is for the other parts.
    return stepped !== undefined && reason === 'end-stepping-range';
  }

  /** The guest goes on in a way that leaves the breakpoint anyway. */
  left(): void {
    this.standing = undefined;
  }

  private async rowAt(address: bigint): Promise<Row | undefined> {
    const table = await this.link.send<{ BreakpointTable?: { body?: readonly Row[] } }>('-break-list');
    return table.BreakpointTable?.body?.find(
      ({ addr, enabled, locations = [] }) =>
        enabled !== 'n' && [addr, ...locations.map((each) => each.addr)].some((each) => isAt(each, address)),
    );
  }
}

function isAt(text: string | undefined, address: bigint): boolean {
  return text !== undefined && /^0x[0-9a-f]+$/.test(text) && BigInt(text) === address;
}
