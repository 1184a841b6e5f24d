import * as l10n from '@vscode/l10n';
import type { MachineState } from '../control/state';
import type { Disposable, Event } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { TimeoutError, withTimeout } from '../../concurrency/timeout';
import type { Endpoint } from '../../config/endpoints';
import type { Logger } from '../../log/logger';
import { connectEndpoint, endpointText } from './endpointSocket';
import { QmpMonitor } from '../control/qmpMonitor';
import { QmpClient, QmpClosedError, type QmpOptions } from '../qmp/client';
import { asRecord, type QmpArguments } from '../qmp/messages';
import { StateTracker } from '../control/stateTracker';

/** A monitor greets at once, unless another client is connected to it: it serves one at a time. In milliseconds. */
const GREETING_MS = 3000;

/** The monitor of an external QEMU. Closing it leaves that QEMU as it is. */
export class ExternalQemu implements Disposable {
  readonly onDidChangeState: Event<MachineState>;
  /** Resolves when the connection has ended, from either side. Never rejects. */
  readonly closed: Promise<void>;

  private constructor(
    /** As `-name` says, else the endpoint. */
    readonly name: string,
    /** The QEMU target, such as `x86_64`. */
    readonly arch: string | undefined,
    private readonly client: QmpClient,
    private readonly monitor: QmpMonitor,
    private readonly tracker: StateTracker,
  ) {
    this.onDidChangeState = tracker.onDidChange;
    this.closed = client.closed;
  }

  /**
   * @param gdbStub Whether a debugger may be connected, which an unexplained stop is then put down to.
   * @throws when nothing listens there, it is no QMP monitor, or another client uses it.
   */
  static async connect(
    endpoint: Endpoint,
    gdbStub: boolean,
    group: TaskGroup,
    log: Logger,
    signal: AbortSignal,
  ): Promise<ExternalQemu> {
    const client = await greet(endpoint, log, signal);
    const ask = async (limited: AbortSignal): Promise<string> => {
      const status = asRecord(await client.execute('query-status', {}, { signal: limited }))['status'];
      return typeof status === 'string' ? status : '';
    };
    const tracker = new StateTracker(group, ask, () => gdbStub);
    const monitor = new QmpMonitor(client, tracker, log);
    try {
      const [name, target] = await Promise.all([
        client.execute('query-name', {}, { signal }),
        client.execute('query-target', {}, { signal }),
      ]);
      tracker.input({ kind: 'status', status: await ask(signal), gdbStub: false });
      const arch = asRecord(target)['arch'];
      const given = asRecord(name)['name'];
      return new ExternalQemu(
        typeof given === 'string' ? given : endpointText(endpoint),
        typeof arch === 'string' ? arch : undefined,
        client,
        monitor,
        tracker,
      );
    } catch (error) {
      // A monitor serves one at a time: nobody else could connect.
      letGo(client, monitor, tracker);
      throw error;
    }
  }

  get state(): MachineState {
    return this.tracker.model.state;
  }

  get why(): string {
    return this.tracker.model.why;
  }

  /** @throws as {@link QmpClient.execute} does. */
  qmp(command: string, args: QmpArguments = {}, options: QmpOptions = {}): Promise<unknown> {
    return this.monitor.run(command, args, options);
  }

  dispose(): void {
    letGo(this.client, this.monitor, this.tracker);
  }
}

function letGo(client: QmpClient, monitor: QmpMonitor, tracker: StateTracker): void {
  monitor.dispose();
  tracker.dispose();
  client.close();
}

async function greet(endpoint: Endpoint, log: Logger, signal: AbortSignal): Promise<QmpClient> {
  const where = endpointText(endpoint);
  const socket = await connectEndpoint(endpoint, signal);
  try {
    return await withTimeout('greeting', GREETING_MS, signal, (limited) =>
      QmpClient.connect(socket, log, limited),
    );
  } catch (error) {
    socket.destroy();
    if (error instanceof TimeoutError)
      throw new Error(
        l10n.t(
          '{0} does not greet as a QMP monitor does. Is another program connected to it, or is it the human monitor?',
          where,
        ),
        { cause: error },
      );
    if (error instanceof QmpClosedError)
      throw new Error(l10n.t('{0} was closed by its other end.', where), { cause: error });
    throw error;
  }
}
