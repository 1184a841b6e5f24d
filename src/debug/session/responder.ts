import * as l10n from '@vscode/l10n';
import { Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import { missingIn } from '../../machine/install/missing';
import { RequestLedger, type Request } from './requestLedger';
import type { Handlers } from './requests';
import type { SessionContext } from './sessionContext';
import { isOvertaken } from './overtaken';

/** Answers the requests of a session: each of them once, in bounded time, and as a task of the session. */
export class Responder {
  private readonly ledger = new RequestLedger((request, error) => this.refuse(request, error));

  /** @param transmit Sends an answer to the editor. */
  constructor(
    private readonly context: SessionContext,
    private readonly transmit: (response: DebugProtocol.Response) => void,
  ) {}

  /** Notes a request, which has to be answered from now on. */
  begin(request: Request): void {
    this.ledger.begin(request);
  }

  /**
   * Serves a request if one of the handlers does.
   * @returns whether one did.
   */
  serve(request: DebugProtocol.Request, handlers: Handlers): boolean {
    if (!Object.hasOwn(handlers, request.command)) return false;
    // The names of the table are those of the requests, so that each handler gets its own arguments.
    const handler = handlers[request.command as keyof Handlers] as (args: unknown) => Promise<unknown>;
    this.answer(new Response(request), () => handler(request.arguments));
    return true;
  }

  /** Does what a request asks and answers it with the body that comes of it, if any. */
  answer(response: DebugProtocol.Response, work: () => Promise<unknown>): void {
    void this.context.group.run(response.command, async () => {
      try {
        const body = await work();
        if (body !== undefined) response.body = body;
        this.send(response);
      } catch (error) {
        this.refuseWith(response, error);
      }
    });
  }

  /** Sends an answer, unless the request has been answered already. */
  send(response: DebugProtocol.Response): void {
    if (this.ledger.end(response.request_seq)) this.transmit(response);
  }

  refuse(request: Request, error: unknown): void {
    this.refuseWith(new Response(request as DebugProtocol.Request), error);
  }

  /** Does something that nobody waits for. What goes wrong is for the log, not the end of the session. */
  inBackground(what: string, work: (signal: AbortSignal) => Promise<void>): void {
    void this.context.group.run(what, async ({ signal }) => {
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted) this.context.log.warn(`${what}: ${messageOf(error)}`);
      });
    });
  }

  /** The session is over: cancels every request that is still open, except these, which answer themselves. */
  close(except: readonly string[]): void {
    this.ledger.close(except);
  }

  refuseWith(response: DebugProtocol.Response, error: unknown): void {
    const message = messageOf(error);
    response.success = false;
    response.message = message;
    // A person who cancelled a start, or has the guest go on, knows, and needs no dialog.
    const showUser = !isCancelled(error) && !isOvertaken(response.command, error);
    const help = installLink(error);
    response.body = {
      error: { id: 1, format: '{_error}', variables: { _error: message }, showUser, ...help },
    };
    this.send(response);
  }
}

/** The editor puts a button for it into its dialog. */
function installLink(error: unknown): { readonly url: string; readonly urlLabel: string } | undefined {
  const missing = missingIn(error);
  if (!missing) return undefined;
  const args = encodeURIComponent(JSON.stringify([missing]));
  return { url: `command:qemu.install?${args}`, urlLabel: l10n.t('Install…') };
}
