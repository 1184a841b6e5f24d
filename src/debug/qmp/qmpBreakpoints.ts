import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import type { BareStub } from '../rsp/bareStub';
import type { Handlers } from '../session/requests';

/** What breakpoints need from their session. */
export interface QmpBreakpointsParts {
  /** QEMU's stub, connected when it is first needed. The guest is stopped. @throws when there is none. */
  stub(): Promise<BareStub>;
  /** Does something that the guest must be stopped for, and resumes it if it ran. */
  whilePaused(work: () => Promise<void>): Promise<void>;
  /** The addresses of a function by its name in the program; none when there is no such function, or no program. */
  addressesOf(name: string): Promise<readonly bigint[]>;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
}

interface Entry {
  readonly id: number;
  readonly group: string;
  readonly addresses: readonly bigint[];
}

/** A breakpoint that was hit. */
export interface Hit {
  readonly id: number;
  readonly reason: string;
}

/** Breakpoints at addresses and functions, in QEMU itself: there is no GDB. */
export class QmpBreakpoints {
  private entries: readonly Entry[] = [];
  private lastId = 0;

  constructor(private readonly parts: QmpBreakpointsParts) {}

  readonly handlers: Handlers = {
    setInstructionBreakpoints: ({ breakpoints }) =>
      this.set(
        'instruction breakpoint',
        breakpoints.map(
          (each) => () => Promise.resolve([BigInt(each.instructionReference) + BigInt(each.offset ?? 0)]),
        ),
      ),
    setFunctionBreakpoints: ({ breakpoints }) =>
      this.set(
        'function breakpoint',
        breakpoints.map(
          ({ name }) =>
            () =>
              this.placesOf(name),
        ),
      ),
    setBreakpoints: ({ breakpoints = [] }) => {
      const message = l10n.t('Lines need GDB and symbols. Without them there are breakpoints on addresses.');
      return Promise.resolve({ breakpoints: breakpoints.map(() => ({ verified: false, message })) });
    },
  };

  /** The breakpoint at an address. */
  hit(address: bigint): Hit | undefined {
    const entry = this.entries.find(({ addresses }) => addresses.includes(address));
    return entry && { id: entry.id, reason: entry.group };
  }

  /** Removes all of them from QEMU, which would keep them. */
  async clear(): Promise<void> {
    if (this.entries.length === 0) return;
    this.entries = [];
    await this.parts.whilePaused(() => this.apply());
  }

  private async set(
    group: string,
    wanted: readonly (() => Promise<readonly bigint[]>)[],
  ): Promise<{ breakpoints: Dap.Breakpoint[] }> {
    const others = this.entries.filter((each) => each.group !== group);
    const entries: Entry[] = [];
    const breakpoints: Dap.Breakpoint[] = [];
    for (const find of wanted) {
      try {
        const entry = { id: ++this.lastId, group, addresses: await find() };
        entries.push(entry);
        const [first = 0n] = entry.addresses;
        breakpoints.push({ id: entry.id, verified: true, instructionReference: `0x${first.toString(16)}` });
      } catch (error) {
        breakpoints.push({ verified: false, message: messageOf(error) });
      }
    }
    if (entries.length === 0 && others.length === this.entries.length) return { breakpoints };
    this.entries = [...others, ...entries];
    try {
      await this.parts.whilePaused(() => this.apply());
    } catch (error) {
      this.entries = others;
      return { breakpoints: breakpoints.map(() => ({ verified: false, message: messageOf(error) })) };
    }
    return { breakpoints };
  }

  /** Makes QEMU's breakpoints be these. */
  private async apply(): Promise<void> {
    const { signal } = this.parts;
    const stub = await this.parts.stub();
    const wanted = new Set(this.entries.flatMap(({ addresses }) => addresses));
    for (const address of [...stub.breakpoints]) if (!wanted.has(address)) await stub.remove(address, signal);
    for (const address of wanted) if (!stub.breakpoints.has(address)) await stub.insert(address, signal);
  }

  private async placesOf(name: string): Promise<readonly bigint[]> {
    const address = /^\*?\s*(0x[0-9a-f]+|\d+)$/i.exec(name.trim())?.[1];
    if (address !== undefined) return [BigInt(address)];
    const found = await this.parts.addressesOf(name);
    if (found.length > 0) return found;
    throw new Error(
      l10n.t('"{0}" is unknown. Without symbols, a breakpoint needs an address such as 0x101000.', name),
    );
  }
}
