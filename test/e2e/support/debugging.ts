import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../../src/api';
import { clearNotifications, port, PROMPT, stopAll } from './machines';
import { ROOT } from './paths';
import { until } from '../../support/until';

export const GUEST = resolve(ROOT, 'media', 'guest');
export const SAMPLE = resolve(GUEST, 'sample.elf');
export const COUNTER = resolve(GUEST, 'counter.c');

/** Where `media/guest/counter.c` has what the tests stop at; counted from 1. */
export const LINES = { add: 11, before: 16, after: 17, assign: 19, print: 20 } as const;

interface Message {
  readonly type: 'request' | 'response' | 'event';
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Record<string, unknown>;
}

/** Not when it is told once more because it has no source. */
const isStop = ({ event, body }: Message): boolean =>
  event === 'stopped' && body?.['reason'] !== 'instruction breakpoint';

/** Everything that adapters of type `qemu` say, while it is not disposed. */
export class Recorder implements vscode.Disposable {
  readonly messages: { readonly session: string; readonly message: Message }[] = [];
  /** Both directions, for when something is wrong. */
  private readonly asked: string[] = [];
  private seen = 0;
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.subscription = vscode.debug.registerDebugAdapterTrackerFactory('qemu', {
      createDebugAdapterTracker: (session) => ({
        onWillReceiveMessage: (message: Message) => this.asked.push(`→ ${JSON.stringify(message)}`),
        onDidSendMessage: (message: Message) => {
          this.asked.push(`← ${JSON.stringify(message)}`);
          this.messages.push({ session: session.id, message });
        },
      }),
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** The next stop that was not asked for yet; its body. */
  async stop(reason?: string): Promise<Record<string, unknown>> {
    let session = '';
    const body = await until(
      'the session stops',
      () => {
        const at = this.messages.findIndex(({ message }, i) => i >= this.seen && isStop(message));
        if (at < 0) return undefined;
        this.seen = at + 1;
        session = this.messages[at]?.session ?? '';
        return this.messages[at]?.message.body ?? {};
      },
      { details: () => this.text() },
    );
    if (reason !== undefined) assert.equal(body['reason'], reason, this.text());
    // The buttons act on the thread that the editor has chosen; it asks for the threads when it hears of a stop.
    await until('the editor looks at the stop', () => this.knowsOfStop(session));
    return body;
  }

  /** Presses the button until the session stops: while the editor has not asked for the threads, it does nothing. */
  async pause(): Promise<void> {
    const { length } = this.messages;
    const stopped = (): boolean => this.messages.slice(length).some(({ message }) => isStop(message));
    await until('the session pauses', async () => {
      if (stopped()) return true;
      await vscode.commands.executeCommand('workbench.action.debug.pause');
      await until('there is a stop', stopped);
      return true;
    });
    await this.stop('pause');
  }

  private knowsOfStop(session: string): boolean {
    const later = this.messages.slice(this.seen);
    const asked = later.some((one) => one.session === session && one.message.command === 'stackTrace');
    return asked && vscode.debug.activeStackItem?.session.id === session;
  }

  events(event: string): Record<string, unknown>[] {
    return this.messages.flatMap(({ message }) => (message.event === event ? [message.body ?? {}] : []));
  }

  /** What the Debug Console was given. */
  output(): string {
    return this.events('output')
      .map(({ output }) => (typeof output === 'string' ? output : ''))
      .join('');
  }

  /** The last messages, for when something is wrong. */
  text(): string {
    return this.asked
      .slice(-30)
      .map((line) => line.slice(0, 300))
      .join('\n');
  }
}

export interface Started {
  readonly session: vscode.DebugSession;
  readonly machine: MachineApi;
}

/** Starts a session and waits for the guest's prompt; not at all with `null`, as where it stops before. */
export async function debug(
  api: QemuSerialDebugApi,
  config: Partial<vscode.DebugConfiguration> = {},
  prompt: string | null = PROMPT,
): Promise<Started> {
  const before = new Set(api.machines.map(({ id }) => id));
  const complete = {
    type: 'qemu',
    request: 'launch',
    name: 'guest',
    kernel: SAMPLE,
    cwd: GUEST,
    args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    ...config,
  };
  const begun = new Promise<vscode.DebugSession>((done) => {
    const subscription = vscode.debug.onDidStartDebugSession((session) => {
      subscription.dispose();
      done(session);
    });
  });
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.equal(await vscode.debug.startDebugging(folder, complete), true, 'startDebugging');
  const session = await begun;
  const machine = await until('there is a machine', () => api.machines.find(({ id }) => !before.has(id)));
  if (prompt !== null) await port(machine).waitFor(prompt);
  return { session, machine };
}

/** Sends a request and returns the answer's body. */
export function ask<T = Record<string, unknown>>(
  session: vscode.DebugSession,
  command: string,
  args: object = {},
): Promise<T> {
  return Promise.resolve(session.customRequest(command, args)) as Promise<T>;
}

export interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string };
  readonly instructionPointerReference?: string;
}

export async function frames(session: vscode.DebugSession, threadId = 1): Promise<Frame[]> {
  const { stackFrames } = await ask<{ stackFrames: Frame[] }>(session, 'stackTrace', {
    threadId,
    levels: 20,
  });
  return stackFrames;
}

export async function topFrame(session: vscode.DebugSession): Promise<Frame> {
  const [frame] = await frames(session);
  assert.ok(frame, 'no frame');
  return frame;
}

/** Name → value of a scope of a frame. */
export async function variables(
  session: vscode.DebugSession,
  frameId: number,
  scope: string | RegExp,
): Promise<Map<string, string>> {
  const reference = await scopeOf(session, frameId, scope);
  const answer = await ask<{ variables: { name: string; value: string }[] }>(session, 'variables', {
    variablesReference: reference,
  });
  return new Map(answer.variables.map(({ name, value }) => [name, value]));
}

export async function scopeOf(
  session: vscode.DebugSession,
  frameId: number,
  scope: string | RegExp,
): Promise<number> {
  const { scopes } = await ask<{ scopes: { name: string; variablesReference: number }[] }>(
    session,
    'scopes',
    {
      frameId,
    },
  );
  const found = scopes.find(({ name }) => (typeof scope === 'string' ? name === scope : scope.test(name)));
  assert.ok(found, `no scope ${String(scope)} among ${scopes.map(({ name }) => name).join()}`);
  return found.variablesReference;
}

export async function evaluate(
  session: vscode.DebugSession,
  expression: string,
  frameId?: number,
  context = 'watch',
): Promise<string> {
  const args = { expression, context, ...(frameId !== undefined && { frameId }) };
  return (await ask<{ result: string }>(session, 'evaluate', args)).result;
}

export function breakAt(line: number, path = COUNTER): vscode.SourceBreakpoint {
  const location = new vscode.Location(vscode.Uri.file(path), new vscode.Position(line - 1, 0));
  const breakpoint = new vscode.SourceBreakpoint(location);
  vscode.debug.addBreakpoints([breakpoint]);
  return breakpoint;
}

/** Ends what still runs, and takes the breakpoints away; for afterEach. */
export async function endDebugging(api: QemuSerialDebugApi): Promise<void> {
  await vscode.debug.stopDebugging();
  await until('all sessions have ended', () => vscode.debug.activeDebugSession === undefined);
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  await stopAll(api);
  await clearNotifications();
}
