import * as vscode from 'vscode';
import { raceAbort } from '../../../../concurrency/abort';
import { withTimeout } from '../../../../concurrency/timeout';
import type { ResolvedDebug } from '../../../../config/debug/resolveDebug';
import type { DebugHost } from '../../../../debug/host';
import { openMachine, planSession } from '../../../../debug/main';
import { childConfiguration, standsFirst, type ChildConfiguration } from './childConfiguration';
import { FirstContinue } from './firstContinue';
import { requireDap } from './gdbVersion';
import type { DelegateKind } from './kinds';
import { MessageAdapter, type Request } from './messageAdapter';

export interface DelegateParts {
  readonly config: ResolvedDebug;
  readonly session: vscode.DebugSession;
  readonly host: DebugHost;
}

/** The editor waits two seconds for the end of a session, in which the machine has to end, too. In milliseconds. */
const CHILD_END_MS = 800;

type Target = Awaited<ReturnType<typeof openMachine>>;

/** Of the two, only the child is visible. */
const CHILD_OPTIONS = {
  lifecycleManagedByParent: true,
  consoleMode: vscode.DebugConsoleMode.MergeWithParent,
  compact: true,
};

/**
 * A session that holds the machine while another extension's debugger does the work: it opens the machine, hands a child
 * session to that debugger, and ends when the child or the machine does.
 */
export class DelegateAdapter extends MessageAdapter {
  private target: Target | undefined;
  private child: ChildConfiguration | undefined;
  private childSession: vscode.DebugSession | undefined;
  private ended = false;

  constructor(
    private readonly kind: DelegateKind,
    private readonly parts: DelegateParts,
  ) {
    const isChild = (one: vscode.DebugSession): boolean => one.parentSession?.id === parts.session.id;
    const subscriptions = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession((one) => {
        if (isChild(one)) this.childSession = one;
      }),
      vscode.debug.onDidTerminateDebugSession((one) => {
        if (!isChild(one)) return;
        this.childSession = undefined;
        this.terminated();
      }),
    );
    super(() => void subscriptions.dispose());
  }

  protected override async handle({ command, arguments: args }: Request): Promise<object | undefined> {
    switch (command) {
      case 'initialize':
        return { supportsConfigurationDoneRequest: true, supportTerminateDebuggee: true };
      case 'launch':
      case 'attach':
        await this.open();
        this.event('initialized');
        return undefined;
      case 'configurationDone':
        void this.parts.host.tasks.run('child session', ({ signal }) => this.startChild(signal));
        return undefined;
      case 'threads':
        return { threads: [] };
      case 'evaluate':
        return await this.monitor(args?.['expression']);
      case 'pause':
      case 'continue':
        return await this.forward(command);
      case 'disconnect':
        await this.disconnect(args?.['terminateDebuggee'] === false);
        return undefined;
      default:
        // Breakpoints and the like are the child's business.
        return {};
    }
  }

  /** The machine, and what the child is told about it. */
  private async open(): Promise<void> {
    const { config, host } = this.parts;
    const { tasks } = host;
    const plan = await planSession(config, host);
    if (plan.failure) throw plan.failure;
    if (this.kind === 'gdb-dap') await requireDap(plan.gdb ?? 'gdb', tasks.signal);
    const target = await openMachine(config, plan, host, tasks, tasks.signal);
    this.target = target;
    void tasks.run('end of the machine', async ({ signal }) => {
      const summary = await raceAbort(target.ended, signal);
      if (!this.ended) this.event('output', { category: 'important', output: `${summary}\n` });
      this.terminated();
    });
    this.child = childConfiguration(this.kind, {
      config,
      program: plan.program?.path,
      arch: target.arch === plan.program?.arch ? undefined : target.arch,
      gdb: plan.gdb,
      stub: await target.stub(tasks.signal),
      cwd: config.cwd,
    });
  }

  private async startChild(signal: AbortSignal): Promise<void> {
    const { child } = this;
    if (!child) return;
    const { session, config, host } = this.parts;
    // GDB's own adapter stops where it meets the machine, whatever it is told.
    const first = this.kind === 'gdb-dap' && !standsFirst(config) ? new FirstContinue(session) : undefined;
    const tracker = first && vscode.debug.registerDebugAdapterTrackerFactory(child.type, first);
    try {
      const options = { parentSession: session, ...CHILD_OPTIONS };
      if (await vscode.debug.startDebugging(session.workspaceFolder, child, options))
        await first?.press(signal);
      else this.terminated();
    } catch (error) {
      if (!signal.aborted) host.log.warn(`the child session: ${String(error)}`);
    } finally {
      tracker?.dispose();
    }
  }

  /** "QEMU: Pause Machine" and "Resume Machine" ask the session that has the machine; the debugger has to do it. */
  private async forward(command: string): Promise<object> {
    const child = this.childSession;
    if (!child) return {};
    const answer: unknown = await child.customRequest('threads');
    const { threads } = answer as { threads?: readonly { id: number }[] };
    return (await child.customRequest(command, { threadId: threads?.[0]?.id ?? 1 })) as object;
  }

  /** What reaches the Debug Console of this session, and not the child's, goes to QEMU's monitor. */
  private async monitor(line: unknown): Promise<object> {
    const text = typeof line === 'string' ? await this.target?.hmp(line) : undefined;
    return { result: (text ?? '').trimEnd(), variablesReference: 0 };
  }

  private async disconnect(keep: boolean): Promise<void> {
    this.ended = true;
    const { target } = this;
    await this.endChild();
    if (target?.startedBySession === true && !keep) await target.stop();
    else target?.release();
  }

  /** The editor does not end a child with its parent; and the debugger has to let go of a machine that stays. */
  private async endChild(): Promise<void> {
    const child = this.childSession;
    this.childSession = undefined;
    if (!child) return;
    const { signal } = this.parts.host.tasks;
    const asked = Promise.resolve(child.customRequest('disconnect', { terminateDebuggee: false }));
    await withTimeout('the end of the child session', CHILD_END_MS, signal, () => asked).catch(
      (error: unknown) => this.parts.host.log.debug(`the child session: ${String(error)}`),
    );
  }

  private terminated(): void {
    if (this.ended) return;
    this.ended = true;
    this.event('terminated');
  }
}
