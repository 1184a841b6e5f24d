import * as l10n from '@vscode/l10n';
import { CancelledError } from '../../concurrency/abort';

/** A request of the debug adapter protocol, as far as its answer goes. */
export interface Request {
  readonly seq: number;
  readonly command: string;
}

/** The session's end cuts requests off; the person who ended it knows, and needs no dialog for each. */
export class SessionEndedError extends CancelledError {
  constructor() {
    super('The session has ended.');
  }
}

/** How long a request may go unanswered, in milliseconds. GDB gives up on a silent stub after 10 s. */
const LIMIT_MS = 30_000;

/** Starting a machine may mean waiting for other machines, and loading a Linux kernel's symbols. */
const START_LIMIT_MS = 180_000;

const STARTS = new Set(['launch', 'attach']);

/**
 * Makes sure that every request is answered exactly once: with an error when its time is over or the session ends,
 * and never again after that.
 */
export class RequestLedger {
  private readonly open = new Map<number, { readonly request: Request; readonly timer: NodeJS.Timeout }>();

  /** @param refuse Answers a request with an error. */
  constructor(private readonly refuse: (request: Request, error: Error) => void) {}

  begin(request: Request): void {
    const limitMs = STARTS.has(request.command) ? START_LIMIT_MS : LIMIT_MS;
    const late = (): void =>
      this.refuseOne(
        request,
        new Error(l10n.t('"{0}" was not answered within {1} seconds.', request.command, limitMs / 1000)),
      );
    this.open.set(request.seq, { request, timer: setTimeout(late, limitMs) });
  }

  /** Notes an answer. False when there was one already: then it must not be sent. */
  end(seq: number): boolean {
    const entry = this.open.get(seq);
    clearTimeout(entry?.timer);
    return this.open.delete(seq);
  }

  /** The session is over: cancels everything that still waits, but these commands, which answer themselves. */
  close(except: readonly string[] = []): void {
    for (const { request } of [...this.open.values()])
      if (!except.includes(request.command)) this.refuseOne(request, new SessionEndedError());
  }

  private refuseOne(request: Request, error: Error): void {
    if (this.open.has(request.seq)) this.refuse(request, error);
  }
}
