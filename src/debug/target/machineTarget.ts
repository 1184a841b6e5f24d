import * as l10n from '@vscode/l10n';
import type { Machine } from '../../machine/machine';
import type { LoadTeller } from '../../symbols/loads/toldLoads';
import { sendToPort } from './serialLine';
import { runHmp, type DebugTarget } from './target';

/** Machines that a session has connected a debugger to. QEMU's stub serves one, and leaves a second waiting. */
const debugged = new WeakSet<Machine>();

/** A machine of ours as a debug target. */
export class MachineTarget implements DebugTarget {
  readonly hasMonitor = true;
  readonly ended: Promise<string>;
  readonly onDidChangeState: DebugTarget['onDidChangeState'];
  private connected = false;

  constructor(
    private readonly machine: Machine,
    readonly startedBySession: boolean,
  ) {
    this.ended = machine.exit.then(({ summary }) => summary);
    this.onDidChangeState = (listener) =>
      machine.onDidChangeState((state) => {
        if (state === 'running' || state === 'paused') listener(state);
      });
  }

  get name(): string {
    return this.machine.name;
  }

  get arch(): string | undefined {
    return this.machine.arch;
  }

  get state(): 'running' | 'paused' {
    return this.machine.state === 'running' ? 'running' : 'paused';
  }

  get why(): string {
    return this.machine.state === 'paused' ? this.machine.why : '';
  }

  async stub(signal: AbortSignal): Promise<string> {
    if (!this.connected && debugged.has(this.machine))
      throw new Error(
        l10n.t('{0} is being debugged already, and QEMU serves one debugger at a time.', this.name),
      );
    this.connected = true;
    debugged.add(this.machine);
    return await this.machine.openGdbStub(signal);
  }

  get images(): LoadTeller {
    return this.machine;
  }

  qmp(command: string, args?: Record<string, unknown>): Promise<unknown> {
    return this.machine.qmp(command, args);
  }

  hmp(line: string, cpu?: number): Promise<string> {
    return runHmp(this, line, cpu);
  }

  sendSerial(text: string, port?: string): Promise<void> {
    return sendToPort(this.name, this.machine.ports, text, port);
  }

  async stop(): Promise<void> {
    this.release();
    await this.machine.stop();
  }

  release(): void {
    if (this.connected) debugged.delete(this.machine);
    this.connected = false;
  }
}
