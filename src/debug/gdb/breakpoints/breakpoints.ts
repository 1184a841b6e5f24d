import { BreakpointEvent, Source } from '@vscode/debugadapter';
import { basename } from 'node:path';
import type { Handlers } from '../../session/requests';
import type { GdbLink } from '../gdbLink';
import { BreakpointTable, describe, insertedBy, type GdbBreakpoint, type Wanted } from './breakpointTable';
import { DataPlaces, type Shown } from './dataPlaces';
import { logText } from './logPoint';
import { functionPlace, instructionPlace, sourceGroup, sourcePlace, wanted, watched } from './places';

type Set = Promise<{ breakpoints: Awaited<ReturnType<BreakpointTable['set']>> }>;

/**
 * Breakpoints of every kind. The adapter's own know no conditions on functions and instructions, answer in GDB's
 * order instead of the editor's, print log points without their values, and forget them when those of another file change.
 */
export class Breakpoints {
  private readonly table: BreakpointTable;
  private readonly data: DataPlaces;

  constructor(
    private readonly link: GdbLink,
    shown: Shown,
  ) {
    const send = <T>(command: string): Promise<T> => link.send<T>(command);
    this.table = new BreakpointTable(send);
    this.data = new DataPlaces(send, shown);
  }

  readonly handlers: Handlers = {
    setBreakpoints: ({ source, breakpoints = [] }) => {
      const path = source.path ?? source.name ?? '';
      const places = breakpoints.map((each) => wanted(sourcePlace(path, each.line), each));
      return this.set(sourceGroup(path), places);
    },
    setFunctionBreakpoints: ({ breakpoints }) =>
      this.set(
        'functions',
        breakpoints.map((each) => wanted(functionPlace(each.name), each)),
      ),
    setInstructionBreakpoints: ({ breakpoints }) =>
      this.set(
        'instructions',
        breakpoints.map((each) => wanted(instructionPlace(each.instructionReference, each.offset), each)),
      ),
    setDataBreakpoints: ({ breakpoints }) => this.set('data', breakpoints.map(watched)),
    dataBreakpointInfo: (args) => this.data.info(args),
  };

  /** The editor's breakpoint with GDB's number; undefined for one of our own. */
  find(number: string): Wanted | undefined {
    return this.table.find(number);
  }

  /** GDB's number of the editor's breakpoint that stops whatever comes to an address. */
  at(address: bigint): string | undefined {
    return this.table.at(address);
  }

  /** A breakpoint has stopped the guest: decides when it will do so again. @throws GDB's error. */
  async stopped(number: string): Promise<void> {
    await this.table.stopped(number);
  }

  /** The machine starts again, and hits are counted from the start. */
  async rearm(): Promise<void> {
    await this.table.rearm();
  }

  /** What a log point prints when a vCPU comes there. */
  logText(text: string, threadId: number): Promise<string> {
    return logText((command) => this.link.send(command), text, threadId);
  }

  /**
   * Sets a breakpoint of our own, which goes away when it is hit.
   * @throws GDB's error.
   */
  async insertTemporary(place: string): Promise<GdbBreakpoint> {
    // In hardware, because memory may not hold the code yet, or be paged elsewhere.
    return insertedBy(await this.link.send(`-break-insert -t -h ${place}`));
  }

  /** Removes a breakpoint of our own if it was not hit. */
  async removeTemporary(number: string): Promise<void> {
    await this.link.send(`-break-delete ${number}`).catch(() => undefined);
  }

  /**
   * Takes GDB's notification of a breakpoint.
   * @returns whether nobody else needs to look at it.
   */
  notified(kind: string, { bkpt, id = '' }: { bkpt?: GdbBreakpoint; id?: string }): boolean {
    switch (kind) {
      case 'breakpoint-created':
        if (bkpt) this.createdInConsole(bkpt);
        return true;
      case 'breakpoint-modified':
        // Sent at every hit, for its count: the only news is that a place was found for it, or is gone.
        if (bkpt && this.find(bkpt.number)) this.link.event(new BreakpointEvent('changed', describe(bkpt)));
        return true;
      case 'breakpoint-deleted':
        // The editor knows nothing of those that are our own.
        if (!this.find(id)) return true;
        this.table.forget(id);
        this.link.event(new BreakpointEvent('removed', { id: Number(id), verified: false }));
        return true;
      default:
        return false;
    }
  }

  private async set(group: string, all: readonly Wanted[]): Set {
    let breakpoints: Awaited<ReturnType<BreakpointTable['set']>> = [];
    const set = async (): Promise<void> => {
      breakpoints = await this.table.set(group, all);
    };
    // A running guest is not disturbed for nothing.
    await (this.table.differs(group, all) ? this.link.whilePaused(set) : set());
    return { breakpoints };
  }

  private createdInConsole(bkpt: GdbBreakpoint): void {
    if (bkpt.disp === 'del' || bkpt.fullname === undefined || bkpt.line === undefined) return;
    this.table.adopt(sourceGroup(bkpt.fullname), sourcePlace(bkpt.fullname, Number(bkpt.line)), bkpt);
    const source = new Source(basename(bkpt.fullname), bkpt.fullname);
    this.link.event(new BreakpointEvent('new', { ...describe(bkpt), source }));
  }
}
