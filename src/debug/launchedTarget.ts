import type { Machine } from '../machine/machine';
import type { DebugTarget } from './target';

/** A machine of ours as a debug target. */
export class MachineTarget implements DebugTarget {
  readonly ended: Promise<string>;
  readonly onDidChangeState: DebugTarget['onDidChangeState'];

  constructor(
    private readonly machine: Machine,
    readonly owned: boolean,
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

  get stub(): string | undefined {
    return this.machine.gdbStub;
  }

  get state(): 'running' | 'paused' {
    return this.machine.state === 'running' ? 'running' : 'paused';
  }

  get why(): string {
    return this.machine.state === 'paused' ? this.machine.why : '';
  }

  qmp(command: string, args?: Record<string, unknown>): Promise<unknown> {
    return this.machine.qmp(command, args);
  }

  async hmp(line: string, cpu?: number): Promise<string> {
    if (cpu === undefined) return await this.machine.hmp(line);
    const text = await this.machine.qmp('human-monitor-command', { 'command-line': line, 'cpu-index': cpu });
    return String(text).replaceAll('\r\n', '\n');
  }

  async sendSerial(text: string, name?: string): Promise<void> {
    const port =
      name === undefined
        ? this.machine.ports[0]
        : this.machine.ports.find(({ serial }) => serial.name === name);
    if (!port)
      throw new Error(
        name === undefined ? 'The machine has no serial port.' : `There is no serial port "${name}".`,
      );
    await port.serial.send(text, AbortSignal.timeout(10_000));
  }

  async stop(): Promise<void> {
    await this.machine.stop();
  }
}
