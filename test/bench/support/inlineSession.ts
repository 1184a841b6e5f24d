import type { DebugProtocol } from '@vscode/debugprotocol';

/** How long an answer or an event may take, in milliseconds. */
const LIMIT_MS = 60_000;

/** The part of a debug session that an editor uses when it runs the session in its own process. */
export interface InlineAdapter {
  handleMessage(message: DebugProtocol.ProtocolMessage): void;
  onDidSendMessage(listener: (message: object) => void): unknown;
}

/** An editor without windows: talks to a session as VS Code does to one inside the extension host. */
export class InlineSession {
  private lastSeq = 0;
  private readonly answers = new Map<number, (response: DebugProtocol.Response) => void>();
  private readonly waiting = new Map<string, (event: DebugProtocol.Event) => void>();

  constructor(private readonly adapter: InlineAdapter) {
    adapter.onDidSendMessage((message) => this.take(message as DebugProtocol.ProtocolMessage));
  }

  /** @throws with the answer's message when the request is refused. */
  async ask<T = unknown>(command: string, args: object = {}): Promise<T> {
    const seq = ++this.lastSeq;
    const answer = new Promise<DebugProtocol.Response>((resolve) => this.answers.set(seq, resolve));
    const request: DebugProtocol.Request = { seq, type: 'request', command, arguments: args };
    this.adapter.handleMessage(request);
    const response = await within(command, answer);
    if (!response.success) throw new Error(`${command}: ${response.message}`);
    return response.body as T;
  }

  /** The next event of a kind; ask for it before it can come. */
  async next(kind: string): Promise<DebugProtocol.Event> {
    return await within(kind, new Promise<DebugProtocol.Event>((resolve) => this.waiting.set(kind, resolve)));
  }

  private take(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'response') {
      const response = message as DebugProtocol.Response;
      this.answers.get(response.request_seq)?.(response);
      this.answers.delete(response.request_seq);
    } else {
      const event = message as DebugProtocol.Event;
      this.waiting.get(event.event)?.(event);
      this.waiting.delete(event.event);
    }
  }
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
