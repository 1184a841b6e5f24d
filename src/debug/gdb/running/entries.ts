import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../concurrency/messageOf';
import type { Breakpoints } from '../breakpoints/breakpoints';
import { type GdbBreakpoint, isAt } from '../breakpoints/breakpointTable';
import { functionPlace } from '../breakpoints/places';

/** Where a stop was asked for before anything else. */
export interface EntryPlaces {
  /** The address of the first instruction to stop at. */
  readonly address: bigint | undefined;
  /** A function, or what else GDB takes for a place. */
  readonly symbol: string | undefined;
}

/** Breakpoints of our own at the entry and such: a stop there is the start of the program. */
export class Entries {
  private set: readonly GdbBreakpoint[] = [];

  /** @param tell Says something in the Debug Console. */
  constructor(
    private readonly breakpoints: Breakpoints,
    private readonly places: EntryPlaces,
    private readonly tell: (text: string) => void,
  ) {}

  /** Sets them, in place of those from before a restart. A place that GDB does not know is told. */
  async insert(): Promise<void> {
    for (const { number } of this.set) await this.breakpoints.removeTemporary(number);
    const { address, symbol } = this.places;
    const places = [
      ...(address === undefined ? [] : [`*0x${address.toString(16)}`]),
      ...(symbol === undefined ? [] : [functionPlace(symbol)]),
    ];
    const set: GdbBreakpoint[] = [];
    for (const place of places) {
      try {
        set.push(await this.breakpoints.insertTemporary(place));
      } catch (error) {
        this.tell(l10n.t('There will be no stop at {0}: {1}', place, messageOf(error)));
      }
    }
    this.set = set;
  }

  /** GDB's number of one that is at an address. */
  at(address: bigint): string | undefined {
    return this.set.find((each) => isAt(each, address))?.number;
  }

  /** Whether a breakpoint that was hit is one of these. It is gone then. */
  hit(number: string): boolean {
    const found = this.set.some((each) => each.number === number);
    this.set = this.set.filter((each) => each.number !== number);
    return found;
  }
}
