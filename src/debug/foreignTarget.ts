import { Emitter } from '../concurrency/event';
import type { TaskGroup } from '../concurrency/taskGroup';
import { parseEndpoint, type Endpoint } from '../config/endpoints';
import type { AttachConfiguration } from '../config/debugSchema';
import type { Logger } from '../log/logger';
import { AttachedQemu } from '../machine/attached';
import { endpointText } from '../machine/endpointSocket';
import { runHmp, type DebugTarget } from './target';

/** A QEMU that somebody else has started, by what it lets one connect to: its monitor, its stub, or both. */
export class ForeignTarget implements DebugTarget {
  readonly owned = false;
  readonly ended: Promise<string>;
  readonly onDidChangeState: DebugTarget['onDidChangeState'];
  private readonly changed = new Emitter<'running' | 'paused'>();
  private released = false;

  private constructor(
    private readonly qemu: AttachedQemu | undefined,
    private readonly gdbStub: Endpoint | undefined,
  ) {
    // Without a monitor nobody tells but the debugger, which notices by itself.
    this.ended =
      qemu?.closed.then(() => `${this.name}: QEMU has closed its monitor.`) ?? new Promise(() => undefined);
    qemu?.onDidChangeState((state) => {
      if (state === 'running' || state === 'paused') this.changed.fire(state);
    });
    this.onDidChangeState = this.changed.event;
  }

  /** @throws when its monitor cannot be had. */
  static async open(
    config: AttachConfiguration,
    group: TaskGroup,
    log: Logger,
    signal: AbortSignal,
  ): Promise<ForeignTarget> {
    const qmp = config.qmp === undefined ? undefined : parseEndpoint(config.qmp);
    const stub = config.gdbStub === undefined ? undefined : parseEndpoint(config.gdbStub);
    const qemu = qmp && (await AttachedQemu.connect(qmp, stub !== undefined, group, log, signal));
    return new ForeignTarget(qemu, stub);
  }

  get name(): string {
    return this.qemu?.name ?? (this.gdbStub ? endpointText(this.gdbStub) : 'QEMU');
  }

  get arch(): string | undefined {
    return this.qemu?.arch;
  }

  get hasMonitor(): boolean {
    return this.qemu !== undefined;
  }

  get state(): 'running' | 'paused' {
    return this.qemu?.state === 'paused' ? 'paused' : 'running';
  }

  get why(): string {
    return this.qemu?.state === 'paused' ? this.qemu.why : '';
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- others have to ask their QEMU
  async stub(): Promise<string> {
    if (!this.gdbStub)
      throw new Error(
        `Nobody says where ${this.name} listens for a debugger: set "gdbStub". ` +
          'Its monitor starts a stub with: gdbserver tcp:127.0.0.1:1234',
      );
    return 'path' in this.gdbStub ? this.gdbStub.path : endpointText(this.gdbStub).slice('tcp:'.length);
  }

  async qmp(command: string, args?: Record<string, unknown>): Promise<unknown> {
    if (!this.qemu) throw new Error(`This needs the monitor of ${this.name}: set "qmp".`);
    return await this.qemu.qmp(command, args);
  }

  hmp(line: string, cpu?: number): Promise<string> {
    return runHmp(this, line, cpu);
  }

  sendSerial(): Promise<void> {
    return Promise.reject(new Error(`The serial ports of ${this.name} are not connected.`));
  }

  async stop(): Promise<void> {
    await this.qmp('quit').catch((error: unknown) => {
      // The end of its monitor instead of an answer is what was wanted.
      if (this.qemu) return;
      throw error;
    });
    this.release();
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.changed.dispose();
    this.qemu?.dispose();
  }
}
