import { CancelledError, ChildAbortController, isCancelled } from '../../concurrency/abort';
import type { TaskContext } from '../../concurrency/taskTree';
import { atMost, delay } from '../../concurrency/timeout';
import type { MachineSymbols } from '../crash/machineSymbols';
import { processorPlaces } from '../facts/processorPlaces';
import type { Machine } from '../machine';
import { silenceText } from './silenceText';
import { type Uart, uartsOf } from './uarts';

/** Guests that speak at all have spoken by then, but for large ones on a busy computer. In milliseconds. */
const SILENT_MS = 8000;
/** How long QEMU and the symbols may be asked, in milliseconds. What is not known by then is left out. */
const ASK_MS = 5000;

export interface SilenceSetup {
  /** Whether a debugger has the machine: then the person knows where it stands, and nobody asks. */
  readonly isDebugged: () => boolean;
  readonly symbols: () => Pick<MachineSymbols, 'resolve'>;
  readonly silentMs?: number;
}

/** Says in a machine's terminal what is known about it when no port has said anything for some seconds after its start: once. */
export async function tellSilence(machine: Machine, setup: SilenceSetup, task: TaskContext): Promise<void> {
  const own = new ChildAbortController(task.signal);
  void machine.exit.then(() => own.abort(new CancelledError()));
  try {
    await task.waitFor('the first byte', delay(setup.silentMs ?? SILENT_MS, own.signal));
    if (!isSilent(machine) || setup.isDebugged()) return;
    const lines = await factsOf(machine, setup, own.signal);
    // It may have spoken meanwhile.
    if (isSilent(machine)) for (const line of lines) machine.tell(line);
  } catch (error) {
    if (!isCancelled(error)) throw error;
  } finally {
    own.dispose();
  }
}

function isSilent({ ports, state }: Machine): boolean {
  const isThere = state === 'running' || state === 'paused';
  return isThere && ports.length > 0 && ports.every(({ serial }) => serial.counters.received === 0);
}

async function factsOf(
  machine: Machine,
  { symbols }: SilenceSetup,
  signal: AbortSignal,
): Promise<readonly string[]> {
  let processors: readonly string[] = [];
  let uarts: readonly Uart[] | undefined;
  // Whoever debugs it knows where it stands, and may hold QEMU up.
  if (machine.why === 'debugger') return silenceText({ machine, processors, uarts });
  await atMost(ASK_MS, signal, async (limited) => {
    uarts = await uartsOf(machine, limited).catch(() => undefined);
    if (machine.state === 'running') processors = await processorPlaces(machine, symbols(), limited);
  });
  return silenceText({ machine, processors, uarts });
}
