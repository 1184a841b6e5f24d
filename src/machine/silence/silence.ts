import type { Disposable } from '../../concurrency/event';
import { CancelledError, ChildAbortController, isCancelled } from '../../concurrency/abort';
import type { TaskContext } from '../../concurrency/taskTree';
import { Gate } from '../../concurrency/gate';
import { atMost } from '../../concurrency/timeout';
import type { MachineSymbols } from '../crash/machineSymbols';
import { processorPlaces } from '../crash/processorPlaces';
import type { Machine } from '../machine';
import { silenceText } from './silenceText';
import { type Uart, uartsOf } from './uarts';

/** Guests that speak at all have spoken by then, but for large ones on a busy computer. In milliseconds. */
const SILENT_MS = 8000;
/** How long QEMU, the serial worker and the symbols may be asked, in milliseconds. What is not known by then is left out. */
const ASK_MS = 5000;

export interface SilenceSetup {
  /** Whether a debugger has the machine: then the person knows where it stands, and nobody asks. */
  readonly isDebugged: () => boolean;
  readonly symbols: () => Pick<MachineSymbols, 'resolve'>;
  readonly silentMs?: number;
}

/**
 * Says in a machine's terminal what is known about it when no port has said anything for some seconds after its start, and after each
 * reset: once, until it has spoken. Resolves at the machine's end.
 */
export async function tellSilence(machine: Machine, setup: SilenceSetup, task: TaskContext): Promise<void> {
  const own = new ChildAbortController(task.signal);
  void machine.exit.then(() => own.abort(new CancelledError()));
  const boots = new Boots(machine);
  try {
    for (;;) {
      await boots.begin(own.signal);
      await task.waitFor('the first byte', boots.nextOr(setup.silentMs ?? SILENT_MS, own.signal));
      if (boots.isSilent && !setup.isDebugged()) await tell(machine, boots, setup, own.signal);
      await task.waitFor('a reset', boots.next(own.signal));
    }
  } catch (error) {
    if (!isCancelled(error)) throw error;
  } finally {
    boots.dispose();
    own.dispose();
  }
}

async function tell(machine: Machine, boots: Boots, setup: SilenceSetup, signal: AbortSignal): Promise<void> {
  const lines = await factsOf(machine, { ...setup, isFirst: boots.isFirst }, signal);
  // It may have spoken, or have been reset, meanwhile.
  await boots.count(signal);
  if (!boots.isSilent) return;
  boots.told();
  for (const line of lines) machine.tell(line);
}

/** The boots of a machine, and what it has said since the last one began. */
class Boots {
  private readonly reset = new Gate('a reset');
  private readonly listener: Disposable;
  private saidBefore = 0;
  private toldAfter = -1;
  private number = 0;

  constructor(private readonly machine: Machine) {
    this.listener = machine.onDidReceiveEvent(({ name }) => {
      if (name === 'RESET') this.reset.open();
    });
  }

  /** @throws `signal.reason` on abort. */
  async begin(signal: AbortSignal): Promise<void> {
    this.reset.close();
    this.number++;
    if (this.isFirst) return;
    // Guests say that they restart, and do.
    await this.count(signal);
    this.saidBefore = this.said;
  }

  /** Has all counted that has come by now: counters are told a few times a second only. @throws `signal.reason` on abort. */
  async count(signal: AbortSignal): Promise<void> {
    await atMost(ASK_MS, signal, (limited) => this.machine.count(limited)).catch(() => undefined);
    signal.throwIfAborted();
  }

  get isFirst(): boolean {
    return this.number === 1;
  }

  /** Whether it has said nothing in this boot, and that was not told before. */
  get isSilent(): boolean {
    const { state, ports } = this.machine;
    const isThere = (state === 'running' || state === 'paused') && ports.length > 0;
    return isThere && this.said === this.saidBefore && this.said !== this.toldAfter && !this.reset.isOpen;
  }

  told(): void {
    this.toldAfter = this.said;
  }

  async next(signal: AbortSignal): Promise<void> {
    await this.reset.wait(signal);
  }

  /** Resolves at the next boot, or after a time in milliseconds. */
  async nextOr(ms: number, signal: AbortSignal): Promise<void> {
    await atMost(ms, signal, (limited) => this.next(limited));
  }

  dispose(): void {
    this.listener.dispose();
  }

  private get said(): number {
    return this.machine.ports.reduce((sum, { serial }) => sum + serial.counters.received, 0);
  }
}

async function factsOf(
  machine: Machine,
  { symbols, isFirst }: SilenceSetup & { readonly isFirst: boolean },
  signal: AbortSignal,
): Promise<readonly string[]> {
  let processors: readonly string[] = [];
  let uarts: readonly Uart[] | undefined;
  // Whoever debugs it knows where it stands, and may hold QEMU up.
  if (machine.why === 'debugger') return silenceText({ machine, isFirst, processors, uarts });
  await atMost(ASK_MS, signal, async (limited) => {
    uarts = await uartsOf(machine, limited).catch(() => undefined);
    if (machine.state === 'running') processors = await processorPlaces(machine, symbols(), limited);
  });
  return silenceText({ machine, isFirst, processors, uarts });
}
