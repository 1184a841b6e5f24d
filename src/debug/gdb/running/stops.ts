import { OutputEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { withTimeout } from '../../../concurrency/timeout';
import type { Responder } from '../../session/responder';
import type { Handlers } from '../../session/requests';
import { cannotContinue, describeStop, type StopFacts } from '../../session/stopReason';
import type { Breakpoints } from '../breakpoints/breakpoints';
import { reasonOf } from '../breakpoints/places';
import type { GdbLink } from '../gdbLink';
import { culprit } from './culprit';
import type { Entries } from './entries';
import { changeOf, numberOf, threadOf, type GdbStop } from './gdbStop';
import type { Guest } from './guest';
import type { SegmentHits } from './segmentHits';
import type { Recording } from './recording';
import { Standstill } from './standstill';

/** A monitor that has not said by then why the machine is stopped is wedged, in milliseconds. */
const WHY_LIMIT_MS = 5000;

/** Stops that a vCPU asks for by itself, as far as the machine tells. */
const BY_A_VCPU: ReadonlySet<string> = new Set([
  'guest-panicked',
  'guest-reset',
  'guest-shutdown',
  'shutdown',
]);

/** What stops are explained with. */
export interface StopsParts {
  readonly link: GdbLink;
  readonly guest: Guest;
  readonly breakpoints: Breakpoints;
  readonly entries: Entries;
  readonly recording: Recording;
  readonly segmentHits: SegmentHits;
  readonly responder: Responder;
  /** Ends the session, and says why. */
  readonly end: (why: string) => void;
}

/** What the guest's stops mean, and how the editor is told. */
export class Stops {
  /** Makes steps, and hears of every stop first: it may be the end of one in which nothing moved. */
  readonly standstill: Standstill;
  private last: StopFacts | undefined;

  constructor(private readonly parts: StopsParts) {
    this.standstill = new Standstill(parts.link, parts.responder);
  }

  readonly handlers: Handlers = {
    exceptionInfo: () => {
      const { id, text } = this.last ?? { id: 'stopped', text: '' };
      return Promise.resolve({ exceptionId: id, description: text, breakMode: 'always' });
    },
  };

  /** Why the guest cannot go on from its last stop, in either direction; undefined when it can. */
  get obstacle(): Error | undefined {
    // A machine may know less than its stub: it does not tell how a recording ended.
    return cannotContinue(this.parts.guest.target?.why ?? '') ?? cannotContinue(this.last?.id ?? '');
  }

  /** Hears of a stop. @param pass Takes one that is not explained here. */
  hear(stop: GdbStop, pass: () => void): void {
    const tell = (): void => {
      if (!this.take(stop)) pass();
    };
    if (!this.standstill.take(stop, tell)) tell();
  }

  /** Takes GDB's word for a stop. @returns whether it was one that is explained here. */
  take(stop: GdbStop): boolean {
    if (this.parts.segmentHits.take(stop)) return true;
    const thread = threadOf(stop);
    this.last = undefined;
    switch (stop.reason ?? '') {
      case 'breakpoint-hit':
      case 'watchpoint-trigger':
      case 'read-watchpoint-trigger':
      case 'access-watchpoint-trigger':
        this.parts.responder.inBackground('breakpoint', () => this.hit(stop));
        return true;
      case 'signal-received':
        this.parts.responder.inBackground('reason of the stop', (signal) => this.signalled(stop, signal));
        return true;
      case 'no-history':
        this.tell('step', thread, l10n.t('The recording starts or ends here.'));
        return true;
      case 'watchpoint-scope':
        this.tell('data breakpoint', thread, l10n.t('What was watched has gone out of scope.'));
        return true;
      case 'exited':
      case 'exited-normally':
      case 'exited-signalled':
        // QEMU says goodbye before it ends. The machine's end says more, if it is reported.
        if (!this.parts.guest.target?.hasMonitor) this.parts.end(l10n.t('QEMU has ended.'));
        return true;
      default:
        return false;
    }
  }

  /** Tells the editor of a stop. @param hit GDB's number of the editor's breakpoint. */
  tell(reason: string, thread: number, text?: string, hit?: string): void {
    this.parts.guest.resets?.stopped(reason);
    if (reason !== 'exception') this.last = undefined;
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, thread);
    event.body.allThreadsStopped = true;
    if (text !== undefined) {
      event.body.text = text;
      if (reason !== 'exception') event.body.description = text;
    }
    if (hit !== undefined) event.body.hitBreakpointIds = [Number(hit)];
    this.parts.link.event(event);
  }

  /** Tells the editor of a breakpoint or watchpoint that the guest has come to. @throws GDB's error. */
  async hit(stop: GdbStop): Promise<void> {
    const { breakpoints, entries, link, segmentHits } = this.parts;
    const number = numberOf(stop);
    const thread = threadOf(stop);
    const wanted = breakpoints.find(number);
    if (wanted?.log !== undefined) {
      link.event(new OutputEvent(`${await breakpoints.logText(wanted.log, thread)}\n`, 'console'));
      await breakpoints.stopped(number);
      await segmentHits.stepOff();
      await link.send('-exec-continue');
      return;
    }
    await breakpoints.stopped(number).catch(() => undefined);
    if (entries.hit(number)) this.tell('entry', thread);
    else if (stop.reason !== 'breakpoint-hit') this.tell('data breakpoint', thread, changeOf(stop), number);
    else this.tell(wanted ? reasonOf(wanted) : 'breakpoint', thread, undefined, number);
  }

  /** A stop that is not the debugger's own: the machine's monitor knows best why. */
  private async signalled(stop: GdbStop, aborted: AbortSignal): Promise<void> {
    const { guest, link, segmentHits } = this.parts;
    const { 'signal-name': signal = '' } = stop;
    const why = await this.whyStopped(aborted);
    if (await guest.resets?.byFirmware()) {
      await forgetRegisters(link);
      await link.send('-exec-continue');
      return;
    }
    if (why === 'guest-shutdown' && guest.target?.startedBySession) {
      // Its end says how: since QEMU 10, a guest that exits with a value powers off, too.
      await guest.target.stop();
      return;
    }
    const unseen = signal === 'SIGTRAP' ? await segmentHits.numberAt(threadOf(stop)) : undefined;
    if (unseen !== undefined) {
      await this.hit({ ...stop, reason: 'breakpoint-hit', bkptno: unseen });
      return;
    }
    const facts = describeStop(why, signal);
    if (!facts && signal !== 'SIGINT' && (await this.parts.recording.atStart()))
      this.tell('step', threadOf(stop), l10n.t('The recording starts here.'));
    else this.explain(facts, signal, await this.vcpuOf(stop, facts));
  }

  /** Which vCPU is shown: at an end that one of them made, that one. */
  private async vcpuOf(stop: GdbStop, facts: StopFacts | undefined): Promise<number> {
    const reported = threadOf(stop);
    if (!facts || !BY_A_VCPU.has(facts.id)) return reported;
    return await culprit(this.parts.link, reported).catch(() => reported);
  }

  private explain(facts: StopFacts | undefined, signal: string, thread: number): void {
    this.last = facts;
    if (facts) this.tell('exception', thread, facts.text);
    else if (signal === 'SIGINT' || signal === '') this.tell('pause', thread);
    else if (signal === 'SIGTRAP') this.tell('breakpoint', thread, l10n.t('The program stopped itself.'));
    else this.tell('exception', thread, signal);
  }

  /** The monitor's events come another way than GDB's, and may come later: asking it puts them in order. */
  private async whyStopped(aborted: AbortSignal): Promise<string> {
    const { target } = this.parts.guest;
    if (!target?.hasMonitor) return '';
    await withTimeout('query-status', WHY_LIMIT_MS, aborted, () => target.qmp('query-status')).catch(
      () => undefined,
    );
    return target.why;
  }
}

/** QEMU does not tell GDB about a reset, and GDB would go on showing the registers from before. */
export async function forgetRegisters(link: GdbLink): Promise<void> {
  await link.ask('maintenance flush register-cache');
}
