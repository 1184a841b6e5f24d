import * as vscode from 'vscode';
import { isCancelled } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import { TimeoutError, withTimeout } from '../../../concurrency/timeout';
import { LinkCache } from '../../../machine/crash/linkCache';
import type { LineLink } from '../../../machine/crash/lineLinks';
import type { MachineSymbols } from '../../../machine/crash/machineSymbols';
import type { Machine } from '../../../machine/machine';
import type { PortCrash } from '../../../serial/client';
import { withToken } from '../../editor/cancellation';
import { showError } from '../../editor/errors';
import type { Services } from '../../services';
import type { ExternalGuest } from '../../sessions/guest';
import type { CrashDocuments } from '../documents/crashDocuments';
import type { SymbolService } from '../../symbols/symbolService';
import { openPlace } from './openPlace';
import { tooltipOf } from './tooltip';

/** How long a mouse waits for links, in milliseconds. What is found later is there at the next movement. */
const WAIT_MS = 2000;

/** Whose terminals have links: a machine of this window, or an external QEMU. */
type LinkedGuest = Machine | ExternalGuest;

/** Where a link leads. */
interface Target {
  readonly guest: LinkedGuest;
  readonly link: LineLink;
}

/** Links from what guests print to their sources, in the terminals of their machines. */
export class TerminalLinks {
  private readonly caches = new WeakMap<LinkedGuest, LinkCache>();
  private readonly targets = new WeakMap<vscode.TerminalLink, Target>();

  constructor(
    private readonly services: Services,
    private readonly symbols: SymbolService,
    private readonly documents: CrashDocuments,
  ) {}

  /** The links of a line, as far as they are found soon. */
  async provide(
    guest: LinkedGuest,
    line: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.TerminalLink[]> {
    try {
      const links = await withToken(token, this.services.tasks.signal, (signal) =>
        withTimeout('links', WAIT_MS, signal, (inner) => this.cacheOf(guest).find(line, inner)),
      );
      return links.map((link) => this.linkFor({ guest, link }));
    } catch (error) {
      if (!isCancelled(error) && !(error instanceof TimeoutError))
        this.services.log.as(guest.name).warn(`no links in the terminal: ${messageOf(error)}`);
      return [];
    }
  }

  /** A guest has crashed: the lines of its stack lead to what was loaded then. */
  crashed(guest: LinkedGuest, crash: PortCrash): void {
    this.cacheOf(guest).crashed(crash);
  }

  /** A person has clicked on one. */
  async open(clicked: vscode.TerminalLink): Promise<void> {
    const target = this.targets.get(clicked);
    if (!target) return;
    const { guest, link } = target;
    const { services, documents } = this;
    try {
      const helpers = { session: this.sessionOf(guest), symbols: this.symbolsOf(guest), documents };
      await services.tasks.run(`open a place of ${guest.name}`, ({ signal }) =>
        openPlace(link, helpers, signal),
      );
    } catch (error) {
      await showError(error, services.log);
    }
  }

  private linkFor(target: Target): vscode.TerminalLink {
    const { from, to } = target.link;
    const made = new vscode.TerminalLink(from, to - from, tooltipOf(target.link));
    this.targets.set(made, target);
    return made;
  }

  private cacheOf(guest: LinkedGuest): LinkCache {
    const known = this.caches.get(guest);
    if (known) return known;
    const made = new LinkCache(this.services.tasks, guest, () => this.symbolsOf(guest));
    this.caches.set(guest, made);
    return made;
  }

  private symbolsOf(guest: LinkedGuest): MachineSymbols {
    return 'session' in guest ? this.symbols.ofGuest(guest) : this.symbols.of(guest);
  }

  /** The debugger that has the guest now. */
  private sessionOf(guest: LinkedGuest): vscode.DebugSession | undefined {
    const { debugging } = this.services;
    if (!('session' in guest)) return debugging.of(guest);
    return debugging.has(guest.session) ? guest.session : undefined;
  }
}
