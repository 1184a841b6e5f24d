import { Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { GDBTargetDebugSession } from 'cdt-gdb-adapter/dist/desktop/GDBTargetDebugSession';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import { RequestLedger, type Request } from '../session/requestLedger';
import type { SessionContext } from '../session/sessionContext';
import type { GdbBackend } from './process/gdbBackend';

/** What the adapter has printed of its own doings, which nobody asked about. */
const NOISE = /^(The host character set is|connected to remote target|\n?In the Debug Console view)/;

/** The ground floor of our GDB session: every request is answered, once, and in bounded time. */
export abstract class AdapterSession extends GDBTargetDebugSession {
  protected readonly ledger = new RequestLedger((request, error) => this.refuseRequest(request, error));

  private ours: GdbBackend | undefined;

  constructor(
    protected readonly context: SessionContext,
    makeBackend: () => GdbBackend,
  ) {
    super({
      // eslint-disable-next-line @typescript-eslint/require-await -- the adapter's interface wants promises
      createGDBManager: async () => ({
        getVersion: () => Promise.resolve(''),
        start: () => Promise.reject(new Error('The backend starts GDB by itself.')),
        stop: () => Promise.resolve(),
      }),
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      createBackend: async () => {
        this.ours = makeBackend();
        this.ours.onRuns = (runs) => this.noteRunning(runs);
        return this.ours;
      },
    });
  }

  override sendResponse(response: DebugProtocol.Response): void {
    // The adapter answers some requests twice, and some after their time is over.
    if (this.ledger.end(response.request_seq)) super.sendResponse(response);
  }

  override sendEvent(event: DebugProtocol.Event): void {
    const { output } = (event.body ?? {}) as { output?: unknown };
    if (event.event === 'output' && typeof output === 'string' && NOISE.test(output)) return;
    super.sendEvent(event);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.ledger.begin(request);
    super.dispatchRequest(request);
  }

  /** While the guest runs, or is about to, GDB cannot be asked: then what it has said of the vCPUs must do. */
  protected override async threadsRequest(response: DebugProtocol.ThreadsResponse): Promise<void> {
    response.body = { threads: this.threads };
    await super.threadsRequest(response);
  }

  /** GDB as our own class; there once the session has begun. */
  protected get backend(): GdbBackend {
    if (!this.ours) throw new Error('GDB has not been started.');
    return this.ours;
  }

  /** Does what a request asks and answers it, as a task of the session. */
  protected answer(response: DebugProtocol.Response, work: () => Promise<void>): void {
    void this.context.group.run(response.command, async () => {
      try {
        await work();
        this.sendResponse(response);
      } catch (error) {
        this.refuse(response, error);
      }
    });
  }

  protected refuse(response: DebugProtocol.Response, error: unknown): void {
    this.sendErrorResponse(response, {
      id: 1,
      format: '{_error}',
      variables: { _error: messageOf(error) },
      // Whoever cancelled a start knows, and needs no dialog.
      showUser: !isCancelled(error),
    });
  }

  protected refuseRequest(request: Request, error: Error): void {
    this.refuse(new Response(request as DebugProtocol.Request), error);
  }

  /** Does something that nobody waits for. What goes wrong is for the log, not the end of the session. */
  protected inBackground(what: string, work: (signal: AbortSignal) => Promise<void>): void {
    void this.context.group.run(what, async ({ signal }) => {
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted) this.context.log.warn(`${what}: ${messageOf(error)}`);
      });
    });
  }

  private noteRunning(runs: boolean): void {
    for (const thread of this.threads) thread.running = runs;
    this.isRunning = runs && this.threads.length > 0;
  }

  /** Runs an MI command. @throws GDB's error. */
  protected send<T>(command: string): Promise<T> {
    return this.gdb.sendCommand<T>(command);
  }

  /** Does something for which the guest must stand still, and lets it go on if it ran. */
  protected async whilePaused(work: () => Promise<void>): Promise<void> {
    await this.pauseIfNeeded();
    try {
      await work();
    } finally {
      await this.continueIfNeeded();
    }
  }
}
