import type { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { NEVER, TimeoutError, withTimeout } from '../../src/concurrency/timeout';
import { GUARD_MS, until } from './until';

type Message = DebugProtocol.ProtocolMessage & {
  command?: string;
  event?: string;
  success?: boolean;
  message?: string;
  body?: unknown;
};

/** A debugger's user interface without a user: sends requests, remembers events, and tells the whole story on failure. */
export class DebugDriver {
  /** Everything that was said, a line each. */
  readonly transcript: string[] = [];
  private readonly events: DebugProtocol.Event[] = [];
  private read = 0;
  private wake: () => void = () => undefined;

  constructor(
    readonly client: DebugClient,
    private readonly log: () => string,
  ) {
    const taps = client as unknown as { dispatch(json: string): void };
    const dispatch = taps.dispatch.bind(client);
    taps.dispatch = (json) => {
      this.note(JSON.parse(json) as Message);
      dispatch(json);
    };
  }

  /** Everything printed in the Debug Console so far. */
  get output(): string {
    return this.events
      .filter(({ event }) => event === 'output')
      .map((event) => (event as DebugProtocol.OutputEvent).body.output)
      .join('');
  }

  /** Waits until the Debug Console has said something: it is told beside whatever else an event brings. */
  async says(pattern: RegExp): Promise<void> {
    await until(`the Debug Console says ${String(pattern)}`, () => pattern.test(this.output)).catch(
      (error: unknown) => {
        throw new Error(`${(error as Error).message}; it says:\n${this.output}`, { cause: error });
      },
    );
  }

  /** All events of a kind so far, also those that were waited for. */
  all(kind: string): DebugProtocol.Event[] {
    return this.events.filter(({ event }) => event === kind);
  }

  /** The next event of a kind after the last one waited for; others in between are passed over. */
  async next<E extends DebugProtocol.Event = DebugProtocol.Event>(
    kind: string,
    limitMs = GUARD_MS,
  ): Promise<E> {
    return await this.within(limitMs, `event "${kind}"`, async () => {
      for (;;) {
        const at = this.events.findIndex(({ event }, index) => index >= this.read && event === kind);
        if (at >= 0) {
          this.read = at + 1;
          return this.events[at] as E;
        }
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    });
  }

  /** The next stop, of which it checks the reason. */
  async stopped(reason?: string, limitMs = GUARD_MS): Promise<DebugProtocol.StoppedEvent['body']> {
    const { body } = await this.next<DebugProtocol.StoppedEvent>('stopped', limitMs);
    if (reason !== undefined && body.reason !== reason)
      throw this.failure(`stopped for ${JSON.stringify(body)} instead of "${reason}"`);
    return body;
  }

  /** Sends a request and returns the body of its answer. @throws with the answer's message when it is refused. */
  async ask<T = unknown>(command: string, args: unknown = {}): Promise<T> {
    this.transcript.push(`→ ${command} ${short(args)}`);
    return await this.within(GUARD_MS, command, async () => {
      const response = await this.client.send(command, args as object);
      return (response as { body?: unknown }).body as T;
    });
  }

  /** Sends a request that must be refused, and returns why. */
  async refused(command: string, args: unknown = {}): Promise<string> {
    const message = await this.ask(command, args).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (message === undefined) throw this.failure(`${command} was not refused`);
    return message;
  }

  /** From `initialize` to `configurationDone`. @param configure Sets breakpoints. */
  async begin(
    request: 'launch' | 'attach',
    configure: () => Promise<void> = () => Promise.resolve(),
  ): Promise<DebugProtocol.Capabilities> {
    const capabilities = await this.initialize();
    const started = this.ask(request);
    // A start that fails has no `initialized`.
    await Promise.race([this.next('initialized'), started.then(() => new Promise(() => undefined))]);
    await configure();
    await this.ask('configurationDone');
    await started;
    return capabilities;
  }

  initialize(): Promise<DebugProtocol.Capabilities> {
    return this.ask<DebugProtocol.Capabilities>('initialize', {
      adapterID: 'qemu',
      clientID: 'test',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
      supportsRunInTerminalRequest: true,
    });
  }

  async frames(threadId = 1): Promise<DebugProtocol.StackFrame[]> {
    return (await this.ask<{ stackFrames: DebugProtocol.StackFrame[] }>('stackTrace', { threadId }))
      .stackFrames;
  }

  /** The innermost frame; checks where it is. */
  async at(name: string, line?: number): Promise<DebugProtocol.StackFrame> {
    const [frame] = await this.frames();
    assert.ok(frame);
    if (frame.name !== name || (line !== undefined && frame.line !== line))
      throw this.failure(`at ${frame.name}:${frame.line} instead of ${name}:${line}`);
    return frame;
  }

  /** The variables of one scope of a frame, by name. */
  async scope(frame: DebugProtocol.StackFrame, name: string): Promise<Scope> {
    const { scopes } = await this.ask<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId: frame.id });
    const found = scopes.find((scope) => scope.name === name);
    assert.ok(found, `no scope ${name} in ${scopes.map((scope) => scope.name).join(', ')}`);
    const { variables } = await this.ask<{ variables: DebugProtocol.Variable[] }>('variables', {
      variablesReference: found.variablesReference,
    });
    return { reference: found.variablesReference, variables };
  }

  async evaluate(expression: string, frame?: DebugProtocol.StackFrame, context = 'repl'): Promise<string> {
    const { result } = await this.ask<{ result: string }>('evaluate', {
      expression,
      context,
      ...(frame && { frameId: frame.id }),
    });
    return result;
  }

  failure(what: string): Error {
    return new Error(
      `${what}\n--- transcript\n${this.transcript.slice(-60).join('\n')}\n--- log\n${this.log()}`,
    );
  }

  private async within<T>(limitMs: number, what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await withTimeout(what, limitMs, NEVER, work);
    } catch (error) {
      throw error instanceof TimeoutError ? this.failure(error.message) : error;
    }
  }

  private note(message: Message): void {
    if (message.type === 'event') {
      this.events.push(message as unknown as DebugProtocol.Event);
      this.transcript.push(`  ${message.event} ${short(message.body)}`);
      this.wake();
    } else {
      const outcome = message.success ? short(message.body) : `refused: ${message.message}`;
      this.transcript.push(`← ${message.command} ${outcome}`);
    }
  }
}

export interface Scope {
  readonly reference: number;
  readonly variables: readonly DebugProtocol.Variable[];
}

export function valueOf({ variables }: Scope, name: string): string {
  const found = variables.find((variable) => variable.name === name);
  assert.ok(found, `no ${name} in ${variables.map((variable) => variable.name).join(', ')}`);
  return found.value;
}

function short(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
